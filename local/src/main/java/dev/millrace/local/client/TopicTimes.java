package dev.millrace.local.client;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How long the brokers keep records at the most.
 *
 * <p><i>Units</i>: a record goes together with the segment that it lies in, so it stays for the
 * topic's retention and for as long as a segment is written to. The brokers look every five
 * minutes, which is not counted.
 */
public record TopicTimes(FactoryTopics factory) {

  /**
   * The longest that a record stays, by topic; topics that compact, and those that keep all, are
   * left out.
   */
  public Map<String, Duration> longest(List<Topic<?>> topics) throws IOException {
    List<ConfigResource> resources = new ArrayList<>();
    topics.stream()
        .filter(topic -> topic.retention() instanceof Retention.Delete)
        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
        .forEach(resources::add);
    Map<String, Duration> times = new TreeMap<>();
    try (Admin admin = Admin.create(factory.kafka().properties("millrace-topic-times"))) {
      admin
          .describeConfigs(resources)
          .all()
          .get()
          .forEach(
              (resource, config) ->
                  longest(config).ifPresent(time -> times.put(resource.name(), time)));
    } catch (ExecutionException e) {
      throw new IOException("the brokers do not say how long topics keep their records", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return times;
  }

  /** Nothing where time makes no record go: the brokers have -1 for that. */
  static Optional<Duration> longest(Config config) {
    Duration retention = millis(config, TopicConfig.RETENTION_MS_CONFIG);
    return retention.isNegative()
        ? Optional.empty()
        : Optional.of(retention.plus(millis(config, TopicConfig.SEGMENT_MS_CONFIG)));
  }

  private static Duration millis(Config config, String name) {
    return Duration.ofMillis(Long.parseLong(config.get(name).value()));
  }
}
