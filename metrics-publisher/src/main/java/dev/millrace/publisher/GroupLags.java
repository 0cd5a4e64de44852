package dev.millrace.publisher;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.Progress;
import dev.millrace.platform.kafka.ProgressReader;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the groups of the factory are behind.
 *
 * <p><i>Failure</i>: where the brokers do not say, nothing is told of it.
 */
final class GroupLags implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupLags.class);

  /** More are not told of: a call carries a thousand data. */
  private static final int MOST = 200;

  private final ProgressReader reader;

  GroupLags(KafkaConnection kafka) {
    this.reader = new ProgressReader(kafka, "millrace-lags");
  }

  /** Of all groups and the topics that they have committed in. */
  List<Sample> at(Instant now) {
    List<Sample> samples = new ArrayList<>();
    try {
      Progress progress = reader.look(List.of());
      for (Progress.Group group : progress.groups()) {
        progress
            .lags(group)
            .forEach((topic, lag) -> samples.add(sample(group.name(), topic, now, lag)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("the brokers do not say how far groups are behind", e);
    }
    return samples.subList(0, Math.min(samples.size(), MOST));
  }

  @Override
  public void close() {
    reader.close();
  }

  private static Sample sample(String group, String topic, Instant now, long lag) {
    return new Sample(
        Series.of(Metric.CONSUMER_LAG, Map.of(Dimension.GROUP, group, Dimension.TOPIC, topic)),
        now,
        BigDecimal.valueOf(lag));
  }
}
