package dev.millrace.ingestion.gateway.quality;

import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.ingestion.gateway.windows.PageReaders;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.ingestion.gateway.windows.WindowIndex;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/** What is told of drift and quality by one gateway, on Kafka. */
public final class QualityOut implements AutoCloseable {

  private final Quality quality;
  private final Parts parts;

  private QualityOut(Quality quality, Parts parts) {
    this.quality = quality;
    this.parts = parts;
  }

  /**
   * Begins to follow the figures.
   *
   * @param tenants who uses which pipeline alone; nothing while that is not known
   * @param folder of the index; emptied
   */
  public static QualityOut open(
      KafkaConnection kafka,
      SchemaRegistry registry,
      Supplier<Optional<SoleTenants>> tenants,
      Path folder) {
    Parts parts = new Parts("what is told of quality");
    try {
      QualityIndex index =
          parts.add(QualityIndex.open(folder, WindowIndex.retention(Topics.QUALITY_METRICS)));
      AvroCodec<QualityMetric> codec = new AvroCodec<>(Topics.QUALITY_METRICS, registry);
      TopicFollower<QualityMetric> follower =
          parts.add(
              new TopicFollower<>(
                  Topics.QUALITY_METRICS,
                  TopicFollower.consumer(kafka, Topics.QUALITY_METRICS),
                  codec,
                  index::add));
      ThreadPoolExecutor readers = PageReaders.open("gateway-quality-reader");
      parts.add(readers::shutdownNow);
      return new QualityOut(
          new IndexedQuality(
              index,
              codec,
              () -> follower.isCaughtUp() ? tenants.get() : Optional.empty(),
              readers),
          parts);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  /** What endpoints use. */
  public Quality quality() {
    return quality;
  }

  @Override
  public void close() {
    parts.close();
  }
}
