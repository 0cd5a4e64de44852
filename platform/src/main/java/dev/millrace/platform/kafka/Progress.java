package dev.millrace.platform.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * How far topics are written and groups have read, at one moment.
 *
 * <p><i>Units</i>: offsets. The marks that end transactions take some as well, and compaction gives
 * none back: they are not numbers of records.
 *
 * @param ends offset that is written next, by partition
 * @param groups by their names
 */
public record Progress(Map<TopicPartition, Long> ends, List<Group> groups) {

  /**
   * So many lags are told as metrics: a call to CloudWatch carries a thousand data of all kinds.
   */
  public static final int MOST_TOLD = 200;

  public Progress {
    ends = Map.copyOf(ends);
    groups = List.copyOf(groups);
  }

  /**
   * A consumer group.
   *
   * @param committed offset that is read next, of the partitions that it has committed in
   */
  public record Group(String name, Map<TopicPartition, Long> committed) {

    public Group {
      committed = Map.copyOf(committed);
    }
  }

  /**
   * How far a group is behind in a topic.
   *
   * @param offsets between what it has committed and the end
   */
  public record Lag(String group, String topic, long offsets) {}

  /** Those of all groups in all their topics, the largest first. */
  public List<Lag> lags() {
    List<Lag> lags = new ArrayList<>();
    for (Group group : groups) {
      lags(group).forEach((topic, offsets) -> lags.add(new Lag(group.name(), topic, offsets)));
    }
    lags.sort(
        Comparator.comparingLong(Lag::offsets)
            .reversed()
            .thenComparing(Lag::group)
            .thenComparing(Lag::topic));
    return lags;
  }

  /** How many offsets of each topic a group has before it; of topics whose ends are known. */
  public SortedMap<String, Long> lags(Group group) {
    SortedMap<String, Long> lags = new TreeMap<>();
    group
        .committed()
        .forEach(
            (partition, next) -> {
              Long end = ends.get(partition);
              if (end != null) {
                lags.merge(partition.topic(), Math.max(0, end - next), Long::sum);
              }
            });
    return lags;
  }

  /** The sum of a topic's ends, by topic. */
  public SortedMap<String, Long> written() {
    SortedMap<String, Long> written = new TreeMap<>();
    ends.forEach((partition, end) -> written.merge(partition.topic(), end, Long::sum));
    return written;
  }

  /** How many partitions each topic has. */
  public SortedMap<String, Integer> partitions() {
    SortedMap<String, Integer> partitions = new TreeMap<>();
    ends.keySet().forEach(partition -> partitions.merge(partition.topic(), 1, Integer::sum));
    return partitions;
  }
}
