package e2e

import "streamspark/internal/standin"

// inside is a look at Gemini where the finished answer has the clip in it.
const inside standin.Part = "gemini.look inside"

// ownFaults returns the faults that a generator tells of in its own words, or
// that its stand-in alone has. One without any needs no line here.
func ownFaults(generator string) []fault {
	switch generator {
	case "aiml":
		return aimlFaults()
	case "gemini":
		return geminiFaults()
	}
	return nil
}

func aimlFaults() []fault {
	return []fault{
		{standin.PartSubmit, standin.Refused, 1, "failed", "AIML"},
		{standin.PartSubmit, standin.OddStatus, 1, "ready", ""},
		{standin.PartPoll, standin.Refused, 0, "failed", ""},
		{standin.PartPoll, standin.OddStatus, 2, "ready", ""},
	}
}

// geminiFaults are Gemini's. It has no list of orders to look into.
func geminiFaults() []fault {
	return []fault{
		// What it refuses before it begins anything is final and costs nothing.
		{standin.PartGeminiStart, standin.Status400, 1, "failed", "Gemini refused the request: “Request contains an invalid argument.”"},
		{standin.PartGeminiStart, standin.Status404, 1, "failed", "Gemini does not know the model “gemini-omni-1.1-flash”"},
		{standin.PartGeminiStart, standin.Refused, 1, "failed", "blocked by the content policy"},
		// It was not taken, and is sent again until it is.
		{standin.PartGeminiStart, standin.Status429, 0, "ready", "You exceeded your current quota"},
		{standin.PartGeminiStart, bare429, 0, "ready", "You exceeded your current quota"},
		{standin.PartGeminiStart, standin.Status503, 0, "ready", "The model is overloaded"},
		// It is taken, whatever else the answer holds.
		{standin.PartGeminiStart, standin.OddStatus, 0, "ready", ""},
		// A look never ends what is paid for, unless Gemini says that it ended.
		{standin.PartGeminiPoll, standin.Refused, 1, "failed", "blocked by the content policy"},
		{standin.PartGeminiPoll, standin.Status400, 0, "ready", "“Request contains an invalid argument.”; it is tried again"},
		{standin.PartGeminiPoll, standin.Status401, 0, "ready", "check “Key of Gemini”"},
		{standin.PartGeminiPoll, standin.Status403, 0, "ready", "check “Key of Gemini” and the account"},
		{standin.PartGeminiPoll, standin.Status404, 0, "ready", "Gemini does not find a job that it took"},
		{standin.PartGeminiPoll, standin.Status503, 0, "ready", "The model is overloaded"},
		{standin.PartGeminiPoll, standin.Hang, 0, "ready", "ask Gemini about a paid job"},
		{standin.PartGeminiPoll, standin.Empty, 0, "ready", "the answer is empty"},
		{standin.PartGeminiPoll, standin.OtherShape, 0, "ready", "the answer says nothing about the job"},
		{standin.PartGeminiPoll, standin.Endless, 0, "ready", "the answer is larger"},
		{standin.PartGeminiPoll, standin.Huge, 0, "ready", "the answer is larger"},
		{standin.PartGeminiPoll, standin.OddStatus, 2, "ready", ""},
		{inside, standin.Cut, 0, "ready", "the answer broke off"},
		{inside, standin.WrongType, 0, "ready", ""},
		// The file asks for the key, and what Gemini knows of it may explain more.
		{standin.PartGeminiFile, standin.Refused, 0, "failed", "Gemini made the clip and could not make its file"},
		{standin.PartGeminiFile, standin.OddStatus, 0, "ready", "the file of the clip is not ready at Gemini yet"},
		{standin.PartGeminiFile, standin.Status404, 0, "ready", "download the clip that Gemini made"},
		{standin.PartGeminiFile, standin.HTML200, 0, "ready", "it is not a video: it is a web page"},
		{standin.PartGeminiFile, standin.Cut, 0, "ready", "the file broke off"},
		{standin.PartGeminiFile, standin.KindRedirect, 0, "ready", "the address is not a public one"},
	}
}
