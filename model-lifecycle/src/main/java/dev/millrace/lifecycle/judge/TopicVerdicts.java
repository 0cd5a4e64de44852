package dev.millrace.lifecycle.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verdicts of a factory: {@code judge-verdicts}, each written in a transaction of one name, so
 * that a writer that was taken for dead writes nothing more when another has begun.
 */
final class TopicVerdicts implements VerdictLog {

  private static final Logger LOG = LoggerFactory.getLogger(TopicVerdicts.class);

  private static final String WRITER = Groups.JUDGE;

  /** A writer that is killed holds up readers for so long at most. */
  private static final int TRANSACTION_MILLIS = 10_000;

  private static final int BLOCK_MILLIS = 30_000;
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final TopicReader topics;
  private final AvroCodec<JudgeVerdict> codec;

  private TopicVerdicts(
      Producer<byte[], byte[]> producer, TopicReader topics, AvroCodec<JudgeVerdict> codec) {
    this.producer = producer;
    this.topics = topics;
    this.codec = codec;
  }

  static VerdictLog open(KafkaConnection kafka, SchemaRegistry registry) throws IOException {
    Map<String, Object> properties = kafka.properties(WRITER);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, WRITER);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      AvroCodec<JudgeVerdict> codec = new AvroCodec<>(Topics.JUDGE_VERDICTS, registry);
      codec.register();
      producer.initTransactions();
      return new TopicVerdicts(producer, new TopicReader(kafka, registry), codec);
    } catch (RuntimeException e) {
      producer.close(STOP);
      throw new IOException("judge-verdicts cannot be written now", e);
    }
  }

  @Override
  public void read(Instant since, Consumer<JudgeVerdict> to) throws IOException {
    try {
      topics.readRawFrom(
          Topics.JUDGE_VERDICTS,
          topics.since(Topics.JUDGE_VERDICTS, since),
          record -> {
            try {
              to.accept(codec.decode(record.value() == null ? new byte[0] : record.value()));
            } catch (UnreadableRecordException e) {
              LOG.error("judge-verdicts@{} cannot be read and is passed over", record.offset(), e);
            }
          });
    } catch (RuntimeException e) {
      throw new IOException("judge-verdicts cannot be read now", e);
    }
  }

  @Override
  public void write(JudgeVerdict verdict) throws IOException {
    try {
      producer.beginTransaction();
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.JUDGE_VERDICTS.name(),
                  verdict.getRequestId().getBytes(UTF_8),
                  codec.encode(verdict)));
      producer.commitTransaction();
    } catch (RuntimeException e) {
      throw new IOException("a verdict may not have been written", e);
    }
  }

  /** What is being written is aborted. */
  @Override
  public void close() {
    producer.close(STOP);
  }
}
