package e2e

import (
	"testing"
	"time"

	"streamspark/internal/standin"
)

func TestALostOrderIsFoundInALateLog(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"generation.poll_interval": "1s", "donationalerts.poll_interval": "1s"})
	stand := p.stand
	stand.SetJobTime(time.Second)
	stand.SetLogDelay(2 * time.Second)
	stand.Set(standin.PartSubmit, standin.Fault{Kind: standin.Lost, Times: 1})
	id := p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"})
	c := p.until(id, "ready", "failed", "unknown")
	if c.Status != "ready" || c.Charged != "yes" || stand.Requests(standin.PartLogs) < 2 {
		t.Errorf("it is %s because %q, charged %s, after %d searches", c.Status, c.Reason, c.Charged, stand.Requests(standin.PartLogs))
	}
	if len(stand.Jobs()) != 1 || stand.Requests(standin.PartSubmit) != 1 {
		t.Errorf("%d orders were sent for one donation", stand.Requests(standin.PartSubmit))
	}
}

func TestALostOrderThatFailedCostsNothing(t *testing.T) {
	t.Parallel()
	p := start(t, true, map[string]string{"donationalerts.poll_interval": "1s", "generation.concurrency": "1"})
	stand := p.stand
	stand.SetJobTime(time.Hour)
	stand.Set(standin.PartSubmit, standin.Fault{Kind: standin.Lost, Times: 1})
	id := p.viewer(standin.Donation{Amount: 2000, Currency: "RUB"})
	p.eventually(func() bool { return p.celebration(id).Code == "looking_for" && stand.Requests(standin.PartLogs) > 0 },
		func() string { return "it is not looked for: " + p.celebration(id).Reason })
	stand.SetJobTime(0) // of the next one, which does not wait for the lost one's place
	p.until(p.viewer(standin.Donation{Amount: 3000, Currency: "RUB"}), "ready")
	stand.FailJob(stand.Jobs()[0].ID)
	c := p.until(id, "ready", "failed", "unknown")
	if c.Status != "failed" || c.Charged != "no" || len(stand.Jobs()) != 2 {
		t.Errorf("it is %s because %q, charged %s", c.Status, c.Reason, c.Charged)
	}
}
