package web

import "strings"

func moderationContract() []exchange {
	try := "POST /api/moderation/try"
	verdict := "{action:string,by:string,category:string,code:string,reason:string}"
	return []exchange{
		{name: "allowed", route: try, body: `{"message":"good luck"}`, status: 200, says: `"says":"Shown as it is"`, shape: "{public:{donor:string,message:string},says:string,success:bool,verdict:{action:string},written:[{hidden:bool,text:string}]}"},
		{
			name: "masked", route: try, body: `{"donor":"Ann","message":"look at t . me / name now"}`, status: 200, says: `"public":{"donor":"Ann","message":"look at ••• now"}`,
			shape: "{public:{donor:string,message:string},says:string,success:bool,verdict:" + verdict + ",written:[{hidden:bool,text:string}]}",
		},
		{name: "held, in Russian", route: try, body: `{"message":"8 (999) 123-45-67"}`, headers: []string{"Accept-Language", "ru"}, status: 200, says: `Будет ждать вашего решения: номер телефона`},
		{name: "nothing", route: try, body: `{}`, status: 200, says: `"written":[]`},
		{name: "too long", route: try, body: `{"message":"` + strings.Repeat("я", 2001) + `"}`, status: 400, says: "message is too long"},
		{name: "an own word", route: try, body: `{"message":"spoiler!"}`, prepare: func(w *world) { w.Settings.Set("moderation.own_words", "spoil*", "moderation.own", "block") }, status: 200, says: `"action":"block","category":"own","code":"own"`},
		{name: "a bad own word", route: "PUT /api/settings/:key", path: "/api/settings/moderation.own_words", body: `{"value":"/(/"}`, status: 400, says: "moderation.bad_expression"},
		{name: "no action", route: "PUT /api/settings/:key", path: "/api/settings/moderation.links", body: `{"value":"burn"}`, status: 400, says: "allow, mask, hold"},
	}
}
