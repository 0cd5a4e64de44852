package dev.millrace.local.client;

import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.spec.ApplyPlan;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts specs in force: compares with what the topics say, and writes the difference. */
public final class SpecWriter {

  private final RunningFactory factory;
  private final SchemaRegistry registry;
  private final InstantSource clock;

  public SpecWriter(RunningFactory factory, InstantSource clock) {
    this.factory = factory;
    this.registry = factory.registry();
    this.clock = clock;
  }

  /**
   * Puts a spec in force and returns what had to be written for it.
   *
   * @param by who wants it
   * @throws IOException where the brokers do not take it
   */
  public ApplyPlan apply(PipelineSpec wanted, String by) throws IOException {
    ApplyPlan plan =
        ApplyPlan.of(
            wanted, inForce(wanted.getPipeline()), new ApplyPlan.Change(by, clock.instant()));
    if (!plan.isEmpty()) {
      write(plan);
    }
    return plan;
  }

  private ApplyPlan.InForce inForce(String pipeline) {
    TopicReader topics = factory.topics();
    Map<String, PipelineSpec> specs = new HashMap<>();
    topics.read(Topics.PIPELINES, record -> specs.put(record.key(), record.value()));
    Map<String, ModelVersion> versions = new HashMap<>();
    topics.read(Topics.MODEL_VERSIONS, record -> versions.put(record.key(), record.value()));
    versions.values().removeIf(version -> !version.getPipeline().equals(pipeline));
    return new ApplyPlan.InForce(Optional.ofNullable(specs.get(pipeline)), versions.values());
  }

  private void write(ApplyPlan plan) throws IOException {
    Map<String, Object> properties = factory.kafka().properties("millrace-apply");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      for (ModelVersion version : plan.versions()) {
        write(producer, Topics.MODEL_VERSIONS, ModelVersions.key(version), version);
      }
      if (plan.spec().isPresent()) {
        write(producer, Topics.PIPELINES, plan.spec().get().getPipeline(), plan.spec().get());
      }
    }
  }

  private <V extends SpecificRecord> void write(
      Producer<String, byte[]> producer, Topic<V> topic, String key, V value) throws IOException {
    byte[] bytes = new AvroCodec<>(topic, registry).encode(value);
    try {
      producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get();
    } catch (ExecutionException e) {
      throw new IOException("the brokers did not take the record of " + topic.name(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + topic.name() + " was written", e);
    }
  }
}
