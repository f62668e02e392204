// The answer that everybody shows: what agents write, over and over, four characters a token.

/** Characters of a token. */
export const TOKEN = 4;

const SECTION = `## How a parcel comes back

Most parcels arrive **within three days**; one that is _damaged_ is sent again at once, see the
[terms](https://example.com/terms?part=2) and the file \`returns.toml\`.

1. Keep the label.
2. Choose a shop near you:
   - by its name,
   - by its post code.
3. Hand it in before six o'clock.

\`\`\`rust
fn refund(order: &Order) -> Result<Amount, Refused> {
    let paid = order.paid().ok_or(Refused::NeverPaid)?;
    Ok(paid - order.shipping())
}
\`\`\`

| country | days | costs |
|:--|--:|---|
| Austria | 2 | none |
| Czechia | 3 | none |
| Norway | 6 | 12 € |

> Whoever sends back a gift gets a voucher, which never ends.

`;

/** An answer of this many tokens. */
export const answer = (tokens) => {
  const length = tokens * TOKEN;
  return SECTION.repeat(Math.ceil(length / SECTION.length)).slice(0, length);
};
