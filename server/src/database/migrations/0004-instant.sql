-- An instant in the one form in which instants compare as texts do (scim/src/date-time.ts), for
-- attributes that are kept as they were sent; null for what is none. A test compares the two.
/*pg:
create function rollbook_instant(value text) returns text
language plpgsql immutable strict parallel safe as $$
declare
  part text[] := regexp_match(value collate "C", '^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]'
    || '([0-9]{2}):([0-9]{2}):([0-9]{2})(\.([0-9]{1,12})){0,1}'
    || '(([Zz])|([+-])([0-9]{2}):([0-9]{2})){0,1}$');
  -- Ten times the cycle of leap years later, as PostgreSQL has no year 0.
  year integer := part[1]::integer + 4000;
  month integer := part[2];
  day integer := part[3];
  hour integer := part[4];
  minute integer := part[5];
  second integer := part[6];
  zone_hour integer := coalesce(part[12], '0');
  zone_minute integer := coalesce(part[13], '0');
  instant timestamp;
begin
  if part is null or month not between 1 and 12 or day not between 1 and 31 or hour > 23
    or minute > 59 or second > 59 or zone_hour > 14 or zone_minute > 59 then
    return null;
  end if;
  if day > extract(day from make_date(year, month, 1) + interval '1 month' - interval '1 day') then
    return null;
  end if;
  instant := make_timestamp(year, month, day, hour, minute, second)
    + make_interval(hours => zone_hour, mins => zone_minute)
      * (case part[11] when '-' then 1 else -1 end);
  year := extract(year from instant) - 4000;
  if year not between 0 and 9999 then
    return null;
  end if;
  return lpad(year::text, 4, '0') || to_char(instant, '-MM-DD"T"HH24:MI:SS.')
    || rpad(left(coalesce(part[8], ''), 3), 3, '0') || 'Z';
end
$$;
*/
