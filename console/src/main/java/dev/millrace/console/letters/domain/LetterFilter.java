package dev.millrace.console.letters.domain;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.time.Instant;
import java.util.Optional;

/**
 * Which dead letters are meant: those that all that is given here holds for.
 *
 * @param since set aside then or later
 * @param until set aside before then
 * @param topic where the record came from
 */
public record LetterFilter(
    Optional<String> pipeline,
    Optional<String> tenant,
    Optional<Cause> cause,
    Optional<Stage> stage,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> topic) {

  /** Whether the letter is meant. */
  public boolean takes(DeadLetter letter) {
    return pipeline.filter(name -> !name.equals(letter.getPipeline())).isEmpty()
        && tenant.filter(name -> !name.equals(letter.getTenant())).isEmpty()
        && cause.filter(one -> !one.name().equals(letter.getCause())).isEmpty()
        && stage.filter(one -> one != letter.getStage()).isEmpty()
        && since.filter(letter.getFailedAt()::isBefore).isEmpty()
        && until.filter(end -> !letter.getFailedAt().isBefore(end)).isEmpty()
        && topic.filter(name -> !name.equals(letter.getTopic())).isEmpty();
  }
}
