package dev.millrace.console;

import dev.millrace.console.letters.Brokers;
import dev.millrace.console.letters.Replay;
import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.ReplayWays;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.console.letters.domain.ReplayResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays on Kafka.
 *
 * @param keys file of the keys that sealed letters are opened with
 */
record LetterReplays(Brokers brokers, Path keys, InstantSource clock) implements Replays {

  private static final Logger LOG = LoggerFactory.getLogger(LetterReplays.class);

  /** As the command line does where nothing else is said. */
  private static final int PER_SECOND = 500;

  @Override
  public Plan preview(ReplayOrder order, int most) throws IOException, TooManyException {
    Replay replay = replay();
    Replay.Choice choice = chosen(replay, order, most);
    return new Plan(replay.preview(choice), choice.upTo());
  }

  @Override
  public ReplayResult run(ReplayOrder order, String actor, int most)
      throws IOException, TooManyException {
    Replay replay = replay();
    return replay.run(chosen(replay, order, most), actor, PER_SECOND);
  }

  /** A letter of another tenant is as unknown as one that is not there. */
  private static Replay.Choice chosen(Replay replay, ReplayOrder order, int most)
      throws TooManyException {
    Replay.Choice choice = replay.choose(order, most);
    if (choice.objections().size() > most) {
      throw new TooManyException(
          "more letters are meant than one order replays, which is "
              + most
              + ": narrow it by pipeline, cause or time, or use ./millrace dead-letters replay");
    }
    for (String id : order.ids()) {
      if (!choice.objections().containsKey(id)) {
        throw new UnknownLetterException(id);
      }
    }
    return choice;
  }

  private Replay replay() {
    return new Replay(
        brokers, brokers.records(LOG::warn), ReplayWays.of(brokers, keys, clock, LOG::warn));
  }
}
