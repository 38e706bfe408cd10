/** What must differ between SQLite and PostgreSQL, as a few functions that give SQL text. */

export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /**
   * A table expression of the texts in a JSON array given as one value (`?`); its column is
   * `each.value`.
   */
  readonly eachText: string
  /** A text expression, known to hold an id, as an id. */
  uuid(expression: string): string
  /** The condition that a row is among those an expression gives for each text of a JSON array. */
  rowAmong(expression: (each: string) => string): string
  /** What tells a row from all others of its table, for `rowAmong`. */
  readonly rowId: string
  /** A text expression as a JSON string. */
  jsonString(expression: string): string
  /** The aggregate of a text expression's values, a line each; null when there are none. */
  lines(expression: string): string
  /**
   * The text of an attribute in a JSON column. `path` holds names from the schema, never text
   * from outside; a URN may be one of them. Booleans read `true` and `false`.
   */
  jsonAt(column: string, path: readonly string[]): string
  /**
   * A table expression of the elements of an array in a JSON column, under the alias given; its
   * column `value` is JSON for `jsonAt`.
   */
  jsonElements(column: string, path: readonly string[], alias: string): string
  /** The aggregate of objects into a JSON array; null or `[]` when there are none. */
  jsonObjects(pairs: readonly (readonly [name: string, sql: string])[]): string
  /** Where a text holds another (`?`), counted from 1; 0 when it does not. */
  positionIn(text: string): string
  /** The last characters of a text, as many as the value (`?`) says. */
  endOf(text: string): string
  /** A text in the order of its bytes, which is that of keys. */
  inByteOrder(text: string): string
}

/** What is made once for each dialect, such as the text of a statement. */
export function perDialect<Made>(make: (dialect: Dialect) => Made): (dialect: Dialect) => Made {
  const made = new Map<Dialect['name'], Made>()
  return (dialect) => {
    let one = made.get(dialect.name)
    if (one === undefined) {
      one = make(dialect)
      made.set(dialect.name, one)
    }
    return one
  }
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

export const postgresDialect: Dialect = {
  name: 'postgres',
  eachText: 'jsonb_array_elements_text(cast(? as jsonb)) as each(value)',
  uuid: (expression) => `cast(${expression} as uuid)`,
  rowId: 'ctid',
  // Row by row: how a planner reads `in` depends on what it knows of a table that grows right now.
  rowAmong: (expression) =>
    `ctid = any (array(select ${expression('each.value')}
      from jsonb_array_elements_text(cast(? as jsonb)) as each(value)))`,
  jsonString: (expression) => `to_json(${expression})::text`,
  lines: (expression) => `string_agg(${expression}, chr(10))`,
  jsonAt: (column, path) =>
    `jsonb_extract_path_text(${[`cast(${column} as jsonb)`, ...path.map(literal)].join(', ')})`,
  jsonElements: (column, path, alias) =>
    `jsonb_array_elements(coalesce(jsonb_extract_path(${[`cast(${column} as jsonb)`, ...path.map(literal)].join(', ')}), '[]'::jsonb)) as ${alias}(value)`,
  jsonObjects: (pairs) =>
    `json_agg(json_build_object(${pairs.map(([name, sql]) => `${literal(name)}, ${sql}`).join(', ')}))::text`,
  positionIn: (text) => `strpos(${text}, ?)`,
  endOf: (text) => `right(${text}, ?)`,
  inByteOrder: (text) => `${text} collate "C"`,
}

const jsonPath = (path: readonly string[]) =>
  literal(`$${path.map((name) => `."${name}"`).join('')}`)

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  eachText: 'json_each(?) as each',
  uuid: (expression) => expression,
  rowId: 'rowid',
  rowAmong: (expression) =>
    `rowid in (select ${expression('each.value')} from json_each(?) as each)`,
  jsonString: (expression) => `json_quote(${expression})`,
  lines: (expression) => `group_concat(${expression}, char(10))`,
  // ->> gives 1 and 0 for booleans; PostgreSQL's true and false is the common form.
  jsonAt: (column, path) =>
    `case json_type(${column}, ${jsonPath(path)}) when 'true' then 'true' when 'false' then 'false' else json_extract(${column}, ${jsonPath(path)}) end`,
  jsonElements: (column, path, alias) => `json_each(${column}, ${jsonPath(path)}) as ${alias}`,
  jsonObjects: (pairs) =>
    `json_group_array(json_object(${pairs.map(([name, sql]) => `${literal(name)}, ${sql}`).join(', ')}))`,
  positionIn: (text) => `instr(${text}, ?)`,
  endOf: (text) => `substr(${text}, -?)`,
  inByteOrder: (text) => text,
}
