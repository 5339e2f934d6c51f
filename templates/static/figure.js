// Numbers as people type them and as the server writes them. They are read
// here only to sort and to estimate: what is saved the server reads itself.

/** The number in a text such as "1 500,50 ₽", or NaN. */
export function figure(text) {
  const bare = text.replace(/\s/g, "").replace(/^[^\d.,-]+|[^\d.,]+$/g, "").replace(/\.$/, "").replace(",", ".");
  return bare === "" ? NaN : Number(bare);
}

/** A whole number with spaces between thousands: "1 500". */
export const grouped = (number) => String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
