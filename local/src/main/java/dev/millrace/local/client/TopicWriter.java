package dev.millrace.local.client;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes single records, and returns when all in-sync replicas have them. */
record TopicWriter(KafkaConnection kafka, SchemaRegistry registry) {

  /** Puts a value under a key. */
  <V extends SpecificRecord> void put(Topic<V> topic, String key, V value) throws IOException {
    write(topic, key, new AvroCodec<>(topic, registry).encode(value));
  }

  /** Takes the value of a key back. */
  void remove(Topic<?> topic, String key) throws IOException {
    write(topic, key, null);
  }

  private void write(Topic<?> topic, String key, byte @Nullable [] value) throws IOException {
    Map<String, Object> properties = kafka.properties("millrace-writer");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    } catch (ExecutionException e) {
      throw new IOException("the brokers did not take the record of " + topic.name(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + topic.name() + " was written", e);
    }
  }
}
