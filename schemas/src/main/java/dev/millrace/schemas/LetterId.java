package dev.millrace.schemas;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordOrigin;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a dead letter by the record that it tells of.
 *
 * <p><i>Shape</i>: {@code topic-partition@offset}, such as {@code raw-events-2@17}. Many pipelines
 * may read one topic of a producer's own, each with a letter for the same record: for such a topic
 * the pipeline follows, as in {@code tickets-0@5/triage}.
 */
public final class LetterId {

  /**
   * Header of a record of {@code raw-events} that is the replay of a dead letter: the letter's id
   * in UTF-8.
   */
  public static final String REPLAY_OF = "millrace-replay-of";

  private static final Pattern SHAPE =
      Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})@(\\d{1,18})(/.*)?");

  private LetterId() {}

  /** Id of the letter. */
  public static String of(DeadLetter letter) {
    String place = letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset();
    boolean isOurs = Topics.all().stream().anyMatch(ours -> ours.name().equals(letter.getTopic()));
    return isOurs || letter.getPipeline() == null ? place : place + "/" + letter.getPipeline();
  }

  /** The record that the letter of this id tells of; nothing where the text is no such id. */
  public static Optional<RecordOrigin> origin(String id) {
    Matcher matcher = SHAPE.matcher(id);
    return matcher.matches()
        ? Optional.of(
            new RecordOrigin(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }
}
