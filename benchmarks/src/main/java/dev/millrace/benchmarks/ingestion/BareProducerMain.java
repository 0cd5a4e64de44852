package dev.millrace.benchmarks.ingestion;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes tickets as they are, idempotently and with all acknowledgements: the least that can be
 * done to have an event in Kafka.
 */
final class BareProducerMain {

  private BareProducerMain() {}

  /** Takes the topic and the number of records. */
  public static void main(String[] arguments) throws InterruptedException {
    KafkaConnection kafka =
        KafkaConnection.from(SettingsReader.from(System.getenv(), Optional.empty()));
    Map<String, Object> properties = kafka.properties("bare");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    List<byte[]> lines = Lines.single();
    int records = Integer.parseInt(arguments[1]);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    arguments[0], new UUID(1, i).toString(), lines.get(i % lines.size())));
      }
    }
    // Whoever measures looks at this process until it has seen enough.
    new CountDownLatch(1).await();
  }
}
