import pg from 'pg';

/** The schema of a database as text that people can read and a test can compare; the embedded server brings no pg_dump. */
export async function dumpSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const ask = async (query: string): Promise<string[]> =>
      (await client.query<{ line: string }>(query)).rows.map((row) => row.line);
    const tables = await ask(
      `select c.relname as line from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'migration%' order by 1`,
    );
    const parts: string[] = [];
    for (const table of tables) {
      const columns = await ask(
        `select format('  %I %s%s%s%s', attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end,
                case attidentity when '' then '' else ' generated ' || case attidentity when 'a' then 'always' else 'by default' end || ' as identity' end,
                coalesce(' default ' || pg_get_expr(adbin, adrelid), '')) as line
           from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
          where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
      );
      const constraints = await ask(
        `select format('  constraint %I %s', conname, pg_get_constraintdef(oid)) as line from pg_constraint
          where conrelid = '${table}'::regclass and contype <> 'n' order by contype desc, conname`,
      );
      const indexes = await ask(
        `select indexdef || ';' as line from pg_indexes where tablename = '${table}' and indexname not in (select conname from pg_constraint) order by indexname`,
      );
      parts.push([`create table ${table} (`, [...columns, ...constraints].join(',\n'), ');', ...indexes].join('\n'));
    }
    const views = await ask(
      `select format(E'create view %I as\\n%s', viewname, definition) as line from pg_views where schemaname = 'public' order by viewname`,
    );
    return `${[...parts, ...views].join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}
