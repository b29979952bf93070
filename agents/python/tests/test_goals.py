"""Goals in words that an agent sets its own body."""

from worldroom import Action, Agent, create_room


def test_takes_an_orb_by_words(url: str) -> None:
    with Agent(create_room(url, pace="real-time", mode="free-play")) as agent:
        told = list(agent.pursue("look at the nearest door, then take the nearest orb"))
        score = agent.observe().score
    assert [(progress.state, progress.step) for progress in told] == [("step", 0), ("step", 1), ("done", 2)]
    assert told[0].steps == ("look at the nearest door", "take the nearest orb")
    assert score == 1


def test_says_what_it_does_not_understand(url: str) -> None:
    with Agent(create_room(url, pace="real-time")) as agent:
        (told,) = agent.pursue("juggle the ball")
    assert (told.state, told.fault, told.values["words"]) == ("refused", "goal-unknown-words", ["juggle"])
    assert told.values["examples"]


def test_time_passes_until_it_is_over_in_lock_step(url: str) -> None:
    with Agent(create_room(url, mode="free-play")) as agent:
        before = agent.observe().tick
        told = list(agent.pursue("take the nearest orb"))
        after = agent.observe()
        acted = agent.act(Action(move=1))
    assert [progress.state for progress in told] == ["step", "done"]
    assert (after.score, acted.tick) == (1, after.tick + 1)
    assert after.tick > before
