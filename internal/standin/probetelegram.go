package standin

import (
	"slices"
	"strconv"
	"time"
)

// TelegramUser is somebody who writes to the bot.
type TelegramUser struct {
	ID   int64
	Name string
}

func (u TelegramUser) sender() map[string]any {
	return map[string]any{"id": u.ID, "is_bot": false, "first_name": u.Name}
}

// TelegramWrite has somebody write a text in a chat; a private one has the user's number.
func (p *Probe) TelegramWrite(u TelegramUser, chat int64, text string) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.push("message", map[string]any{
		"message_id": p.telegram.next(), "from": u.sender(), "chat": map[string]any{"id": chat}, "date": time.Now().Unix(), "text": text,
	})
}

// TelegramPress has somebody press a button, and returns the number of the press.
func (p *Probe) TelegramPress(u TelegramUser, m TelegramMessage, data string) string {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	id := "press-" + strconv.FormatInt(p.telegram.next(), 10)
	p.telegram.presses[id] = press{at: time.Now()}
	message := map[string]any{"message_id": m.ID, "chat": map[string]any{"id": m.Chat}, "date": 1}
	if m.Video != nil {
		message["video"], message["caption"] = map[string]any{"file_id": "video-" + strconv.FormatInt(m.ID, 10), "file_size": len(m.Video)}, m.Text
	} else {
		message["text"] = m.Text
	}
	p.telegram.push("callback_query", map[string]any{
		"id": id, "from": u.sender(), "data": data, "chat_instance": "1",
		"message": message,
	})
	return id
}

// TelegramMessages returns the bot's messages of a chat as they are now, the oldest first.
func (p *Probe) TelegramMessages(chat int64) (all []TelegramMessage) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	for _, m := range p.telegram.messages {
		if m.Chat == chat {
			one := *m
			one.Buttons = slices.Clone(m.Buttons)
			all = append(all, one)
		}
	}
	return all
}

// TelegramAnswered returns what the bot said to a press; false: nothing yet.
func (p *Probe) TelegramAnswered(id string) (string, bool) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	one := p.telegram.presses[id]
	return one.text, one.answered
}

// TelegramWaiting returns how many updates are not confirmed.
func (p *Probe) TelegramWaiting() int {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	return len(p.telegram.updates)
}

// TelegramWebhook sets a webhook, as another program would.
func (p *Probe) TelegramWebhook() {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.webhook = true
}

// TelegramRevoke makes the token one that is not taken any more.
func (p *Probe) TelegramRevoke() {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.revoked = true
}

// TelegramBlock has a chat block the bot, or unblock it.
func (p *Probe) TelegramBlock(chat int64, blocked bool) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.closed[chat] = blocked
}

// TelegramMigrate makes a group a supergroup. Where it is told, the bot gets the messages
// that say so, in both.
func (p *Probe) TelegramMigrate(from, to int64, told bool) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.moved[from] = to
	if !told {
		return
	}
	say := func(chat int64, name string, other int64) {
		p.telegram.push("message", map[string]any{
			"message_id": p.telegram.next(), "from": map[string]any{"id": 1}, "chat": map[string]any{"id": chat}, "date": time.Now().Unix(), name: other,
		})
	}
	say(from, "migrate_to_chat_id", to)
	say(to, "migrate_from_chat_id", from)
}

// TelegramDelete has somebody delete a message of the bot.
func (p *Probe) TelegramDelete(m TelegramMessage) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.messages = slices.DeleteFunc(p.telegram.messages, func(other *TelegramMessage) bool { return other.ID == m.ID })
}

// TelegramMinute sets how long the minute is in which a group takes 20 messages.
func (p *Probe) TelegramMinute(d time.Duration) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	p.telegram.minute = d
}

// TelegramLimited returns how often the bot was asked to be silent in a group, and how
// often it was not.
func (p *Probe) TelegramLimited() (limited, early int) {
	p.telegram.mu.Lock()
	defer p.telegram.mu.Unlock()
	for _, group := range p.telegram.groups {
		limited, early = limited+group.limited, early+group.early
	}
	return limited, early
}
