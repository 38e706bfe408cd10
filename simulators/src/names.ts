/** What the made-up company is made of: names of people, offices, departments, titles, groups. */

/** A name as it is written and as it goes into an address. */
export interface Name {
  readonly written: string
  readonly ascii: string
}

/** An office: where people work, what they speak, and what names are usual there. */
export interface Site {
  readonly office: string
  readonly streetAddress: string
  readonly city: string
  readonly state?: string
  readonly postalCode: string
  /** ISO 3166-1. */
  readonly country: string
  readonly locale: string
  readonly timezone: string
  /** A telephone number with `#` where digits belong; ranges kept free for fiction. */
  readonly phone: string
  readonly familyNameFirst: boolean
  readonly givenNames: readonly Name[]
  readonly familyNames: readonly Name[]
}

/** "Łukasz:lukasz" is written with a stroke and addressed without; alone, a name is its own address. */
function names(text: string): Name[] {
  return text.split(' ').map((item) => {
    const [written = item, ascii = item.toLowerCase()] = item.split(':')
    return { written: written.replaceAll('_', ' '), ascii }
  })
}

/** The offices of Analytical Engines. */
export const sites: readonly Site[] = [
  {
    office: 'London, Gordon Square',
    streetAddress: '5 Gordon Square',
    city: 'London',
    postalCode: 'WC1H 0PD',
    country: 'GB',
    locale: 'en-GB',
    timezone: 'Europe/London',
    phone: '+44 20 7946 0###',
    familyNameFirst: false,
    givenNames: names(
      'Mary George Rosalind Alan Joan Charles Emmy Tim Beatrix Niamh Siobhán:siobhan Rhys Zoë:zoe',
    ),
    familyNames: names(
      "Somerville Boole Franklin Clarke O'Neil:o'neil O’Brien:obrien Babbage de_Vere:devere " +
        'Noether Turner-Hall:turner-hall McIntyre Wright Kaur Okafor',
    ),
  },
  {
    office: 'Köln, Dom/Römer 3. OG',
    streetAddress: 'Große Budengasse 11',
    city: 'Köln',
    state: 'Nordrhein-Westfalen',
    postalCode: '50667',
    country: 'DE',
    locale: 'de-DE',
    timezone: 'Europe/Berlin',
    phone: '+49 (221) 4710-####',
    familyNameFirst: false,
    givenNames: names(
      'Jürgen:juergen Björn:bjoern Heike Käthe:kaethe Uwe Øystein:oeystein Anneliese Sören:soeren',
    ),
    familyNames: names(
      'Müller:mueller Groß:gross Schönfeld:schoenfeld Weiß:weiss Zuse von_Neumann:vonneumann ' +
        'Größler:groessler Yıldız:yildiz İnce:ince',
    ),
  },
  {
    office: 'Łódź',
    streetAddress: 'ul. Piotrkowska 104',
    city: 'Łódź',
    state: 'łódzkie',
    postalCode: '90-926',
    country: 'PL',
    locale: 'pl-PL',
    timezone: 'Europe/Warsaw',
    phone: '+48 42 555 0# ##',
    familyNameFirst: false,
    givenNames: names(
      'Łukasz:lukasz Małgorzata:malgorzata Zbigniew Żaneta:zaneta Jerzy Bożena:bozena',
    ),
    familyNames: names(
      'Łukasiewicz:lukasiewicz Różycki:rozycki Zygalski Rejewski Wójcik:wojcik Śliwa:sliwa',
    ),
  },
  {
    office: 'Montréal',
    streetAddress: '1250, rue de l’Hôtel-de-Ville',
    city: 'Montréal',
    state: 'QC',
    postalCode: 'H2L 4S5',
    country: 'CA',
    locale: 'fr-CA',
    timezone: 'America/Toronto',
    phone: '+1 (514) 555-01## x12',
    familyNameFirst: false,
    // The second Zoë and André are spelled with combining marks, as some directories keep them.
    givenNames: names(
      'Hélène:helene Zoe\u0308:zoe Andre\u0301:andre François:francois Noémie:noemie Jean-Luc:jean-luc',
    ),
    familyNames: names(
      "D'Aoust:d'aoust L’Écuyer:lecuyer Bélanger:belanger Côté:cote Be\u0301langer:belanger Tremblay",
    ),
  },
  {
    office: '東京',
    streetAddress: '千代田区丸の内1-1-1',
    city: '東京',
    postalCode: '100-0005',
    country: 'JP',
    locale: 'ja-JP',
    timezone: 'Asia/Tokyo',
    phone: '+81 3-0000-####',
    familyNameFirst: true,
    givenNames: names('太郎:taro 花子:hanako 健:ken 美咲:misaki 𠮷之助:kichinosuke ゆき:yuki'),
    familyNames: names(
      '山田:yamada 佐藤:sato 髙橋:takahashi 𠮷田:yoshida 渡邉:watanabe 鈴木:suzuki',
    ),
  },
  {
    office: 'القاهرة',
    streetAddress: '١٢ شارع التحرير',
    city: 'القاهرة',
    postalCode: '11511',
    country: 'EG',
    locale: 'ar-EG',
    timezone: 'Africa/Cairo',
    phone: '+20 2 0000 ####',
    familyNameFirst: false,
    givenNames: names('محمد:mohamed فاطمة:fatma يوسف:youssef ليلى:laila عمر:omar نور:nour'),
    familyNames: names('الخوارزمي:alkhwarizmi حسن:hassan عبد_الله:abdallah منصور:mansour'),
  },
  {
    office: 'Portland, Building 7b',
    streetAddress: '700 "Old Mill" Rd, Apt. #7',
    city: 'Portland',
    state: 'OR',
    postalCode: '97204',
    country: 'US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    phone: '(503) 555-01##',
    familyNameFirst: false,
    givenNames: names(
      'Katherine Dorothy Margaret Donald Barbara José:jose Xóchitl:xochitl DeShawn Nguyễn:nguyen',
    ),
    familyNames: names(
      'Johnson Vaughan Hamilton Knuth Liskov Muñoz:munoz Trần:tran St._John:st.john Null Test True',
    ),
  },
]

/** Divisions with their departments; the first department is the one of its head. */
export const divisions: readonly {
  readonly name: string
  readonly departments: readonly string[]
}[] = [
  {
    name: 'Engineering',
    departments: ['Engineering', 'Compilers', 'Research & Development', 'Quality'],
  },
  { name: 'Vertrieb', departments: ['Vertrieb', 'Großkunden', 'Innendienst'] },
  { name: 'Operations', departments: ['Operations', 'Facilities', 'Purchasing', 'Łódź Works'] },
  {
    name: 'Ressources humaines',
    departments: ['Ressources humaines', "Learning 'n' Growth", 'Paie'],
  },
  { name: 'Finance, Legal & "Risk"', departments: ['Finance', 'Legal', '"Risk" office'] },
  { name: '営業本部', departments: ['営業本部', '国内営業', '海外営業'] },
]

/** Titles by the level of the tree, the head of the company first. */
export const titles: readonly (readonly string[])[] = [
  ['Chief Executive'],
  ['Vice President', 'Head of Division'],
  ['Director', 'Leiterin', 'Directeur'],
  ['Team Lead', 'Manager', '課長'],
  ['Engineer', 'Analyst', 'Sachbearbeiter', 'Conseillère', 'Specialist (night shift)', '担当'],
]

/** Names of groups beside those of departments; more are numbered. */
export const groupNames: readonly string[] = [
  'The "Difference" Engine Club',
  "Grace's bug hunters",
  'Équipe Montréal',
  'قسم التدريب',
  '新人研修 7b',
  'Ersthelfer & Brandschützer',
  'Fire wardens, 3rd floor (night)',
  'C:\\Shared\\Readers',
  'Project 100%',
  'Cafe\u0301 committee',
]

export const projects: readonly string[] = [
  'Jacquard',
  'Bernoulli',
  'Mark II',
  'Harvard',
  'Enigma',
  'Colossus',
  'Pascaline',
  'Antikythera',
]
