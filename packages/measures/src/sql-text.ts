// Our own names and texts inside SQL.

/** A text as an SQL literal. For our own paths and lists; what a caller gives is a parameter. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
