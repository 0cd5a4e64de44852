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
 * How far the groups of the factory are behind, the furthest of them, and how many are left out.
 *
 * <p><i>Failure</i>: where the brokers do not say, nothing is told of it.
 */
final class GroupLags implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupLags.class);

  private final ProgressReader reader;

  GroupLags(KafkaConnection kafka) {
    this.reader = new ProgressReader(kafka, "millrace-lags");
  }

  /** Of all groups and the topics that they have committed in. */
  List<Sample> at(Instant now) {
    try {
      return samples(reader.look(List.of()), now);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("the brokers do not say how far groups are behind", e);
    }
    return List.of();
  }

  static List<Sample> samples(Progress progress, Instant now) {
    List<Progress.Lag> lags = progress.lags();
    int told = Math.min(lags.size(), Progress.MOST_TOLD);
    List<Sample> samples = new ArrayList<>();
    lags.subList(0, told).forEach(lag -> samples.add(sample(lag, now)));
    samples.add(
        new Sample(
            Series.of(Metric.LAGS_LEFT_OUT, Map.of()),
            now,
            BigDecimal.valueOf(lags.size() - told)));
    return samples;
  }

  @Override
  public void close() {
    reader.close();
  }

  private static Sample sample(Progress.Lag lag, Instant now) {
    return new Sample(
        Series.of(
            Metric.CONSUMER_LAG,
            Map.of(Dimension.GROUP, lag.group(), Dimension.TOPIC, lag.topic())),
        now,
        BigDecimal.valueOf(lag.offsets()));
  }
}
