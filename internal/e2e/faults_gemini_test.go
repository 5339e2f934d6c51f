package e2e

import "streamspark/internal/standin"

// inside is a look at Gemini where the finished answer has the clip in it.
const inside standin.Part = "gemini.look inside"

// geminiFaults are the faults of the other generator, as far as they can end
// otherwise than those of AIML. Gemini has no list of orders to look into,
// so one whose answer was lost is for the streamer to decide upon, at once.
func geminiFaults() []fault {
	const lost = "look at the provider before you pay again"
	list := []fault{
		// What it refuses before it begins anything is final and costs nothing.
		{standin.PartGeminiStart, standin.Status400, 1, "failed", "Gemini refused the request: Request contains an invalid argument."},
		{standin.PartGeminiStart, standin.Status401, 1, "failed", "check generation.gemini.api_key"},
		{standin.PartGeminiStart, standin.Status403, 1, "failed", "look at the account and its billing"},
		{standin.PartGeminiStart, standin.Status404, 1, "failed", "Gemini does not know the model “gemini-omni-1.1-flash”"},
		{standin.PartGeminiStart, standin.Refused, 1, "failed", "blocked by the content policy"},
		// It was not taken, and is sent again until it is.
		{standin.PartGeminiStart, standin.Status429, 0, "ready", "You exceeded your current quota"},
		{standin.PartGeminiStart, bare429, 0, "ready", "You exceeded your current quota"},
		{standin.PartGeminiStart, standin.Status503, 0, "ready", "The model is overloaded"},
		// It is taken, whatever else the answer holds.
		{standin.PartGeminiStart, standin.OddStatus, 0, "ready", ""},
		{standin.PartGeminiStart, standin.Strings, 0, "ready", ""},
		{standin.PartGeminiStart, standin.WrongType, 0, "ready", ""},
	}
	// Nobody knows what became of it, so it is never sent again. The first
	// ones began nothing and the last ones did, and we cannot tell.
	for _, kind := range []standin.Kind{
		standin.Status408, standin.Status500, standin.HTML200, standin.KindRedirect, standin.Hang,
		standin.OtherShape, standin.Empty, standin.Endless,
		standin.HangBody, standin.Cut, standin.Lost, standin.Nulls, standin.Huge,
	} {
		list = append(list, fault{standin.PartGeminiStart, kind, 1, "unknown", lost})
	}
	return append(list, []fault{
		// A look never ends what is paid for, unless Gemini says that it ended.
		{standin.PartGeminiLook, standin.Refused, 1, "failed", "blocked by the content policy"},
		{standin.PartGeminiLook, standin.Status400, 0, "ready", "Request contains an invalid argument.; it is tried again"},
		{standin.PartGeminiLook, standin.Status401, 0, "ready", "check generation.gemini.api_key"},
		{standin.PartGeminiLook, standin.Status403, 0, "ready", "check generation.gemini.api_key and the account"},
		{standin.PartGeminiLook, standin.Status404, 0, "ready", "Gemini does not find a job that it took"},
		{standin.PartGeminiLook, standin.Status503, 0, "ready", "The model is overloaded"},
		{standin.PartGeminiLook, standin.Hang, 1, "ready", "ask Gemini about a paid job"},
		{standin.PartGeminiLook, standin.Empty, 0, "ready", "the answer is empty"},
		{standin.PartGeminiLook, standin.OtherShape, 0, "ready", "the answer says nothing about the job"},
		{standin.PartGeminiLook, standin.Endless, 0, "ready", "the answer is larger"},
		{standin.PartGeminiLook, standin.Huge, 0, "ready", "the answer is larger"},
		{standin.PartGeminiLook, standin.OddStatus, 2, "ready", ""},
		{standin.PartGeminiLook, standin.Strings, 0, "ready", ""},
		{inside, standin.Cut, 0, "ready", "the answer broke off"},
		{inside, standin.WrongType, 0, "ready", ""},
		// The file asks for the key, and what Gemini knows of it may explain more.
		{standin.PartGeminiFile, standin.Refused, 0, "failed", "Gemini made the clip and could not make its file"},
		{standin.PartGeminiFile, standin.Endless, 1, "failed", "too large"},
		{standin.PartGeminiFile, standin.OddStatus, 0, "ready", "the file of the clip is not ready at Gemini yet"},
		{standin.PartGeminiFile, standin.Status404, 0, "ready", "download the clip that Gemini made"},
		{standin.PartGeminiFile, standin.HTML200, 0, "ready", "it is not a video: it is a web page"},
		{standin.PartGeminiFile, standin.Cut, 0, "ready", "the file broke off"},
		{standin.PartGeminiFile, standin.KindRedirect, 0, "ready", "the address is not a public one"},
	}...)
}
