package dev.millrace.schemas.access;

import dev.millrace.schemas.Topics;
import java.util.Collection;
import java.util.List;

/**
 * Topics of producers' own that pipelines are fed from, as their specs name them.
 *
 * @param names sorted, none twice
 */
public record OwnTopics(List<String> names) {

  /** What the names of internal topics, groups and transactional ids begin with. */
  private static final String OURS = "millrace-";

  /**
   * Checks that they are producers'.
   *
   * @throws IllegalArgumentException where one is the factory's, Kafka's own, or no name of a topic
   */
  public OwnTopics {
    names = names.stream().distinct().sorted().toList();
    for (String name : names) {
      ResourceName unused = new ResourceName.Exact(name);
      if (name.startsWith("_")
          || name.startsWith(OURS)
          || Topics.all().stream().anyMatch(topic -> topic.name().equals(name))) {
        throw new IllegalArgumentException(
            "the topic "
                + name
                + " is not a producer's own: it is one of the factory's, or of Kafka's");
      }
    }
  }

  /** Those. */
  public static OwnTopics of(Collection<String> names) {
    return new OwnTopics(List.copyOf(names));
  }

  /** Where no pipeline is fed. */
  public static OwnTopics none() {
    return new OwnTopics(List.of());
  }
}
