package dev.millrace.ingestion.gateway.status;

import dev.millrace.platform.kafka.Progress;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts together how the factory stands, from what the brokers and the jobs say.
 *
 * <p><i>Threads</i>: told by one, asked by any number.
 */
public final class StatusBoard {

  /** Some looks in vain are no news. */
  private static final Duration STALE = Duration.ofSeconds(10);

  private final Supplier<Collection<Service>> jobs;
  private final TopicRates rates = new TopicRates();
  private Progress progress = new Progress(Map.of(), List.of());
  private Optional<Instant> at = Optional.empty();
  private Optional<String> failure = Optional.empty();

  /**
   * Nothing is known yet.
   *
   * @param jobs those of this process
   */
  public StatusBoard(Supplier<Collection<Service>> jobs) {
    this.jobs = jobs;
  }

  /** The brokers have said how far things are. */
  public synchronized void told(Instant now, Progress found) {
    progress = found;
    at = Optional.of(now);
    failure = Optional.empty();
    rates.add(now, found.written());
  }

  /** The brokers have not said it, for a reason. */
  public synchronized void failed(String why) {
    failure = Optional.of(why);
  }

  /** How the factory stands now. */
  public synchronized Status status(Instant now) {
    return new Status(
        at,
        problem(now),
        jobs.get().stream().map(StatusBoard::job).toList(),
        Topics.all().stream().flatMap(topic -> standing(topic).stream()).toList(),
        progress.groups().stream()
            .map(group -> new Status.Group(group.name(), progress.lags(group)))
            .toList());
  }

  private Optional<String> problem(Instant now) {
    boolean isStale = at.map(last -> last.plus(STALE).isBefore(now)).orElse(true);
    return failure
        .filter(any -> isStale)
        .map(
            why ->
                "the brokers do not say how topics and groups stand, "
                    + at.map(last -> "since " + last).orElse("and have not yet")
                    + ": "
                    + why);
  }

  private Optional<Status.TopicStanding> standing(Topic<?> topic) {
    Integer partitions = progress.partitions().get(topic.name());
    Long end = progress.written().get(topic.name());
    return partitions == null || end == null
        ? Optional.empty()
        : Optional.of(
            new Status.TopicStanding(topic.name(), partitions, end, rates.perSecond(topic.name())));
  }

  private static Status.Job job(Service service) {
    Health health = service.health();
    if (health instanceof Health.Starting) {
      return new Status.Job(service.name(), Status.Condition.STARTING, Optional.empty());
    }
    if (health instanceof Health.Running) {
      return new Status.Job(service.name(), Status.Condition.RUNNING, Optional.empty());
    }
    if (health instanceof Health.Impaired impaired) {
      return new Status.Job(
          service.name(), Status.Condition.IMPAIRED, Optional.of(impaired.reason()));
    }
    if (health instanceof Health.Failed failed) {
      return new Status.Job(service.name(), Status.Condition.FAILED, Optional.of(failed.reason()));
    }
    throw new AssertionError(health);
  }
}
