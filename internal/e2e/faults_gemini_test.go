package e2e

import "streamspark/internal/sandbox"

// inside is a look at Gemini where the finished answer has the clip in it.
const inside sandbox.Part = "gemini.look inside"

// geminiFaults are the faults of the other generator, as far as they can end
// otherwise than those of AIML. Gemini has no list of orders to look into,
// so one whose answer was lost is for the streamer to decide upon, at once.
func geminiFaults() []fault {
	const lost = "look at the provider before you pay again"
	list := []fault{
		// What it refuses before it begins anything is final and costs nothing.
		{sandbox.PartGeminiStart, sandbox.Status400, 1, "failed", "Gemini refused the request. It says: Request contains an invalid argument."},
		{sandbox.PartGeminiStart, sandbox.Status401, 1, "failed", "check generation.gemini.api_key"},
		{sandbox.PartGeminiStart, sandbox.Status403, 1, "failed", "look at the project's billing at Google"},
		{sandbox.PartGeminiStart, sandbox.Status404, 1, "failed", `Gemini does not know the model "gemini-omni-1.1-flash"`},
		{sandbox.PartGeminiStart, sandbox.Refused, 1, "failed", "blocked by the content policy"},
		// It was not taken, and is sent again until it is.
		{sandbox.PartGeminiStart, sandbox.Status429, 0, "ready", "You exceeded your current quota"},
		{sandbox.PartGeminiStart, bare429, 0, "ready", "You exceeded your current quota"},
		{sandbox.PartGeminiStart, sandbox.Status503, 0, "ready", "The model is overloaded"},
		// It is taken, whatever else the answer holds.
		{sandbox.PartGeminiStart, sandbox.OddStatus, 0, "ready", ""},
		{sandbox.PartGeminiStart, sandbox.Strings, 0, "ready", ""},
		{sandbox.PartGeminiStart, sandbox.WrongType, 0, "ready", ""},
	}
	// Nobody knows what became of it, so it is never sent again. The first
	// ones began nothing and the last ones did, and we cannot tell.
	for _, kind := range []sandbox.Kind{
		sandbox.Status408, sandbox.Status500, sandbox.HTML200, sandbox.KindRedirect, sandbox.Hang,
		sandbox.OtherShape, sandbox.Empty, sandbox.Endless,
		sandbox.HangBody, sandbox.Cut, sandbox.Lost, sandbox.Nulls, sandbox.Huge,
	} {
		list = append(list, fault{sandbox.PartGeminiStart, kind, 1, "unknown", lost})
	}
	return append(list, []fault{
		// A look never ends what is paid for, unless Gemini says that it ended.
		{sandbox.PartGeminiLook, sandbox.Refused, 1, "failed", "blocked by the content policy"},
		{sandbox.PartGeminiLook, sandbox.Status400, 0, "ready", "Request contains an invalid argument.; it is tried again"},
		{sandbox.PartGeminiLook, sandbox.Status401, 0, "ready", "check generation.gemini.api_key"},
		{sandbox.PartGeminiLook, sandbox.Status403, 0, "ready", "check generation.gemini.api_key and the project's billing"},
		{sandbox.PartGeminiLook, sandbox.Status404, 0, "ready", "a job that Gemini took is not found"},
		{sandbox.PartGeminiLook, sandbox.Status503, 0, "ready", "The model is overloaded"},
		{sandbox.PartGeminiLook, sandbox.Hang, 1, "ready", "ask Gemini about a paid job"},
		{sandbox.PartGeminiLook, sandbox.Empty, 0, "ready", "the answer is empty"},
		{sandbox.PartGeminiLook, sandbox.OtherShape, 0, "ready", "the answer says nothing about the job"},
		{sandbox.PartGeminiLook, sandbox.Endless, 0, "ready", "the answer is larger"},
		{sandbox.PartGeminiLook, sandbox.Huge, 0, "ready", "the answer is larger"},
		{sandbox.PartGeminiLook, sandbox.OddStatus, 2, "ready", ""},
		{sandbox.PartGeminiLook, sandbox.Strings, 0, "ready", ""},
		{inside, sandbox.Cut, 0, "ready", "the answer broke off"},
		{inside, sandbox.WrongType, 0, "ready", ""},
		// The file asks for the key, and what Gemini knows of it may explain more.
		{sandbox.PartGeminiFile, sandbox.Refused, 0, "failed", "Gemini made the clip and could not make its file"},
		{sandbox.PartGeminiFile, sandbox.Endless, 1, "failed", "too large"},
		{sandbox.PartGeminiFile, sandbox.OddStatus, 0, "ready", "the file of the clip is not ready at Gemini yet"},
		{sandbox.PartGeminiFile, sandbox.Status404, 0, "ready", "download the clip that Gemini made"},
		{sandbox.PartGeminiFile, sandbox.HTML200, 0, "ready", "it is not a video: it is a web page"},
		{sandbox.PartGeminiFile, sandbox.Cut, 0, "ready", "the file broke off"},
		{sandbox.PartGeminiFile, sandbox.KindRedirect, 0, "ready", "the address is not a public one"},
	}...)
}
