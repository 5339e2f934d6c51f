// Package donationalerts reports the donations of a DonationAlerts account:
// it signs in as an OAuth client, keeps the tokens valid, subscribes to new
// donations and reads the list over REST, so that nothing is missed.
//
// # Tokens
//
// Tokens are renewed by source.TokenSource some time before they end and
// after a 401. DonationAlerts gives a new refresh token with each renewal and
// the old one is invalid from then on. One case cannot be cured: if the
// program dies, or the answer is lost, between the change at DonationAlerts
// and our write, the only valid pair is gone and the streamer must connect
// again. Close therefore waits for a renewal that is under way.
//
// # List
//
// The list is newest first, 30 a page. A saved cursor for each account is the
// newest id up to which everything was delivered. A round reads from page 1 to
// the page that reaches the cursor, delivers what is new, oldest first, and
// only then moves the cursor; a crash anywhere leads to reading again, and
// the receiver removes doubles.
//
// Reading newest first and delivering oldest first needs all pages at once.
// After a long outage these are many, so a round reads a limited number of
// them and the next round goes on at the same page, also after an error. That
// loses nothing: donations made meanwhile push rows to later pages, never to
// earlier ones, so there is overlap and no gap. Only a list that became
// shorter could leave a gap; then the reading starts again at page 1.
//
// Ids are compared as numbers. A page whose ids are not in order does not end
// the reading by reaching the cursor; a page without any newer id does. Every
// row of the pages read that the last round did not have is delivered, also
// below the cursor: an id may be given out before its donation appears.
//
// The very first reading of an account goes back to a donation that was made
// before the connection. The ids up to that one are marked as older, now and
// later; they are recorded and not celebrated.
//
// # Realtime
//
// Run keeps a connection to the Centrifugo of DonationAlerts, JSON protocol 1,
// while the token may subscribe. The server does not repeat what was missed,
// so a round is made after every subscribe, every ReconcileInterval, and
// whenever a push could not be read or recorded. Only a round moves the
// cursor, and no push counts before there is one.
//
// The client is written by hand: the libraries for Centrifugo that speak
// protocol 1 are frozen, give up for good after some closes, and know nothing
// of our tokens. The tests hold it against the stand-in and against a real
// Centrifugo 3.2.3, which is built from the module in the folder centrifugo.
package donationalerts
