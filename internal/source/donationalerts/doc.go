// Package donationalerts brings in the donations of a DonationAlerts
// account: it signs in as an OAuth client, keeps the tokens alive, is pushed
// new donations and reads the list over REST, so that nothing is missed.
//
// # Tokens
//
// Tokens are renewed some time before they end and after a 401, one renewal
// at a time for all callers. DonationAlerts changes the refresh token at each
// renewal and the old one dies, so the new pair is kept before it is used. A
// pair that could not be kept waits in memory and is kept before anything
// else is tried. One case cannot be cured: if the program dies, or the answer
// is lost, between the change at DonationAlerts and our write, the only good
// pair is gone and the streamer must connect again. A renewal is therefore
// never cut short by its callers, and Close waits for one that is under way.
//
// golang.org/x/oauth2 was looked at and left: it hands out a new token before
// anybody can keep it, it does not share its requests with our rate limit,
// its errors quote the whole answer, and it reads neither Retry-After nor a
// web page apart from a refusal. What is left of OAuth here is an address and
// two form posts, made by upstream.Client.
//
// # Reading
//
// The list is newest first, 30 a page. A kept cursor for each account is the
// newest id up to which everything was taken. A round reads from page 1 to
// the page that reaches the cursor, delivers what is new, oldest first, and
// only then moves the cursor; a crash anywhere leads to reading again, and
// the receiver removes doubles.
//
// Reading newest first and handing over oldest first needs all pages at once.
// After a long outage these are many, so a round reads a limited number of
// them and the next round goes on at the same page, also after an error. That
// loses nothing: donations made meanwhile push rows to later pages, never to
// earlier ones, so there is overlap and no gap. Only a list that became
// shorter could leave a gap; then the reading starts again at page 1.
//
// Ids are compared as numbers. A page whose ids are not in order does not end
// the reading by reaching the cursor; a page without any newer id does. And
// what is handed over is not only what is above the cursor: every row of the
// pages read that the last round did not have is, because an id may be given
// out before its donation appears.
//
// The very first reading of an account goes back to a donation that was made
// before the connection. The ids up to that one are marked as older, now and
// later; they are written down and not celebrated.
//
// # Realtime
//
// Run keeps a connection to the Centrifugo of DonationAlerts, JSON protocol 1,
// while the token may listen. Both tokens of a connection are asked for anew
// each time, through the same tokens and the same rate limit as all else. A
// pushed row is read with readRow and handed to intake, as a round does; the
// receiver removes doubles. The server does not repeat what was missed, so
// the list stays the truth: a round is made after every subscribe, every
// ReconcileInterval, and whenever a push could not be read or written down.
// Only a round moves the cursor, and none counts before the cursor is there.
//
// The client is written by hand: the libraries for Centrifugo that speak
// protocol 1 are frozen, give up for good after some closes, and know nothing
// of our tokens. A connection without a frame or a ping for a minute is dead.
// The tests hold it against the stand-in and against a real Centrifugo 3.2.3,
// which is built from the module in the folder centrifugo.
package donationalerts
