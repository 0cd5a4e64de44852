package dev.millrace.platform.pricing.published;

import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.PriceEdition;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** Where the price book is kept. */
interface PriceTopic {

  /** The newest edition as it lies there; nothing where none was published. */
  Optional<byte[]> newest();

  /** How editions lie there. */
  AvroCodec<PriceEdition> codec();

  /**
   * Writes an edition together with its record of the audit log.
   *
   * @param draft is asked again where another writer came between
   * @throws IOException where it was not written, or nobody said whether it was
   */
  void write(AuditLog.Draft draft) throws IOException;

  /** That of the brokers. */
  static PriceTopic of(KafkaConnection kafka, SchemaRegistry registry, InstantSource clock) {
    AvroCodec<PriceEdition> codec = new AvroCodec<>(Topics.PRICE_BOOK, registry);
    TopicReader topics = new TopicReader(kafka, registry);
    return new PriceTopic() {
      @Override
      public Optional<byte[]> newest() {
        return Optional.ofNullable(topics.newest(Topics.PRICE_BOOK).get(Editions.KEY));
      }

      @Override
      public AvroCodec<PriceEdition> codec() {
        return codec;
      }

      @Override
      public void write(AuditLog.Draft draft) throws IOException {
        try (AuditLog audit = AuditLog.open(kafka, registry, clock)) {
          audit.append(draft);
        }
      }
    };
  }
}
