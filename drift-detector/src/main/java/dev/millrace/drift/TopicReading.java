package dev.millrace.drift;

import dev.millrace.schemas.flink.TopicCodec;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what counts of a topic's values.
 *
 * <p><i>Failure</i>: a value that cannot be read, as any Kafka client may write one to the
 * feedback, is passed over, counted ({@code unreadable}) and named by its place in the log; a
 * registry that is away stops the job until it is back.
 *
 * @param <V> type of the values
 * @param <T> what counts of them
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else.
final class TopicReading<V extends SpecificRecord, T>
    implements KafkaRecordDeserializationSchema<T> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(TopicReading.class);

  /** Takes from a value what counts; sent to where the job runs. */
  @FunctionalInterface
  interface Mapping<V, T> extends Function<V, T>, Serializable {}

  private final TopicCodec<V> topic;
  private final Mapping<V, T> mapping;
  private final TypeInformation<T> type;
  private transient AvroCodec<V> codec;
  private transient Counter unreadable;

  TopicReading(TopicCodec<V> topic, Mapping<V, T> mapping, TypeInformation<T> type) {
    this.topic = topic;
    this.mapping = mapping;
    this.type = type;
  }

  @Override
  public void open(InitializationContext context) {
    open(context, "unreadable");
  }

  /**
   * The same for one of several topics of a source.
   *
   * @param metric counts what cannot be read
   */
  void open(InitializationContext context, String metric) {
    codec = topic.open();
    unreadable = context.getMetricGroup().counter(metric);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
    if (record.value() == null) {
      return;
    }
    V value;
    try {
      value = codec.decode(record.value());
    } catch (UnreadableRecordException e) {
      unreadable.inc();
      LOG.warn(
          "{}-{}@{} cannot be read and is passed over",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
      return;
    }
    out.collect(mapping.apply(value));
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return type;
  }
}
