package dev.millrace.console.letters.domain;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which dead letters may be replayed, so that no event is asked for twice: one that became
 * a request in another way is left alone, and one whose replays fail is tried again only by who
 * asks for it, with the newest of its letters.
 */
public final class ReplayPlan {

  private final Repetition repetition;
  private final Set<String> replayed;
  private final Set<String> superseded;
  private final Set<String> requests = new HashSet<>();

  /** Whether what was replayed before may be replayed once more. */
  public enum Repetition {
    /** Each letter once. */
    ONCE,
    /** Those too that failed again. */
    AGAIN
  }

  /**
   * A plan for some of the letters there are.
   *
   * @param letters all there are
   * @param replayed ids of those that were replayed before
   */
  public ReplayPlan(
      Repetition repetition, Collection<DeadLetter> letters, Collection<String> replayed) {
    this.repetition = repetition;
    this.replayed = Set.copyOf(replayed);
    this.superseded =
        letters.stream()
            .map(DeadLetter::getReplayOf)
            .filter(Objects::nonNull)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Takes the id of a request that was made of any event. */
  public void request(String requestId) {
    requests.add(requestId);
  }

  /** Why the letter is left out; nothing where it may be replayed. */
  public Optional<SkipReason> objection(String id, DeadLetter letter) {
    if (letter.getStage() != Stage.INGESTION) {
      return Optional.of(SkipReason.FAILED_REQUEST);
    }
    if (repetition == Repetition.ONCE && replayed.contains(id)) {
      // Before the request is looked at: most likely it is the one that the replay has made.
      return Optional.of(SkipReason.ALREADY_REPLAYED);
    }
    if (requestId(letter).filter(requests::contains).isPresent()) {
      return Optional.of(SkipReason.REQUEST_EXISTS);
    }
    if (repetition == Repetition.AGAIN) {
      return superseded.contains(id) ? Optional.of(SkipReason.SUPERSEDED) : Optional.empty();
    }
    return letter.getReplayOf() == null ? Optional.empty() : Optional.of(SkipReason.FAILED_REPLAY);
  }

  /** The request that the letter's event would make; nothing where it does not say. */
  public static Optional<String> requestId(DeadLetter letter) {
    String tenant = letter.getTenant();
    String pipeline = letter.getPipeline();
    String eventId = letter.getEventId();
    return tenant == null || pipeline == null || eventId == null
        ? Optional.empty()
        : Optional.of(RequestId.of(tenant, pipeline, eventId));
  }
}
