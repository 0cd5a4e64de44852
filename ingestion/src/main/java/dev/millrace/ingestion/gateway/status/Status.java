package dev.millrace.ingestion.gateway.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.kafka.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * How the factory stands.
 *
 * @param at when the brokers last said so; nothing where they have not yet
 * @param problem why that is long ago, in one sentence; nothing where it is not
 * @param jobs those that run in the process of the gateway
 * @param topics of the catalogue, in the order of the data's way
 * @param groups by their names
 */
public record Status(
    Optional<Instant> at,
    Optional<String> problem,
    List<Job> jobs,
    List<TopicStanding> topics,
    List<Group> groups) {

  /** Tenths are precise enough, and a number that does not change is not sent as another. */
  private static final double TENTHS = 10;

  public Status {
    jobs = List.copyOf(jobs);
    topics = List.copyOf(topics);
    groups = List.copyOf(groups);
  }

  /** How a job may be. */
  public enum Condition {
    STARTING,
    RUNNING,
    IMPAIRED,
    FAILED
  }

  /**
   * One job.
   *
   * @param reason why it is impaired or has failed
   */
  public record Job(String name, Condition condition, Optional<String> reason) {}

  /**
   * One topic.
   *
   * @param end sum of the offsets that are written next
   * @param perSecond offsets a second; nothing where that is not known yet
   */
  public record TopicStanding(String name, int partitions, long end, OptionalDouble perSecond) {}

  /**
   * One consumer group.
   *
   * @param lags offsets before it, by topic
   */
  public record Group(String name, SortedMap<String, Long> lags) {

    long lag() {
      return lags.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** How many lags no metric tells of one by one, because there are too many. */
  int lagsLeftOut() {
    return Math.max(
        0, groups.stream().mapToInt(group -> group.lags().size()).sum() - Progress.MOST_TOLD);
  }

  /** As the API tells it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", at.map(Instant::toString).orElse(null));
    json.put("problem", problem.orElse(null));
    ArrayNode jobsJson = json.putArray("jobs");
    for (Job job : jobs) {
      jobsJson
          .addObject()
          .put("name", job.name())
          .put("state", job.condition().name())
          .put("reason", job.reason().orElse(null));
    }
    ArrayNode topicsJson = json.putArray("topics");
    for (TopicStanding topic : topics) {
      ObjectNode one =
          topicsJson
              .addObject()
              .put("name", topic.name())
              .put("partitions", topic.partitions())
              .put("end", topic.end());
      if (topic.perSecond().isPresent()) {
        one.put("perSecond", Math.round(topic.perSecond().getAsDouble() * TENTHS) / TENTHS);
      } else {
        one.putNull("perSecond");
      }
    }
    ArrayNode groupsJson = json.putArray("groups");
    for (Group group : groups) {
      ObjectNode one = groupsJson.addObject().put("name", group.name()).put("lag", group.lag());
      ArrayNode lags = one.putArray("topics");
      group.lags().forEach((topic, lag) -> lags.addObject().put("topic", topic).put("lag", lag));
    }
    return json.put("lagsLeftOut", lagsLeftOut());
  }
}
