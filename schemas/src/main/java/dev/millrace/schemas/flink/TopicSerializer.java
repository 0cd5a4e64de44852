package dev.millrace.schemas.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.wire.AvroCodec;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes values to their topic from a Flink sink. The partition follows from the key, the timestamp
 * is the moment of writing.
 *
 * @param <V> type of the values
 */
public final class TopicSerializer<V extends SpecificRecord>
    implements KafkaRecordSerializationSchema<V> {

  private static final long serialVersionUID = 1;

  /** The key of a record; serialized with the job. */
  @FunctionalInterface
  public interface Key<V> extends Function<V, String>, Serializable {}

  private final TopicCodec<V> topic;
  private final Key<V> key;
  private transient @Nullable AvroCodec<V> codec;

  public TopicSerializer(TopicCodec<V> topic, Key<V> key) {
    this.topic = topic;
    this.key = key;
  }

  @Override
  public void open(InitializationContext context, KafkaSinkContext sink) {
    codec = topic.open();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      V value, KafkaSinkContext sink, @Nullable Long timestamp) {
    if (codec == null) {
      throw new IllegalStateException("the serializer is not open");
    }
    return new ProducerRecord<>(
        topic.topic().name(), key.apply(value).getBytes(UTF_8), codec.encode(value));
  }
}
