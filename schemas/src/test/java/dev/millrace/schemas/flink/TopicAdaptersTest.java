package dev.millrace.schemas.flink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryCredentials;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The contexts that Flink gives are null here: the adapters have no use for them. */
@NullUnmarked
class TopicAdaptersTest {

  /** Outlives serialization, as a real registry does. */
  private static final SchemaRegistry REGISTRY = new InMemorySchemaRegistry();

  private static final TopicCodec<Prediction> CODEC =
      new TopicCodec<>(Topics.PREDICTIONS, () -> REGISTRY);

  private final SampleRecords samples = new SampleRecords(new SplittableRandom(11));

  @Test
  void readsWhatItWroteAfterTravellingToWhereTheJobRuns() throws Exception {
    TopicSerializer<Prediction> serializer =
        InstantiationUtil.clone(new TopicSerializer<>(CODEC, Prediction::getRequestId));
    TopicDeserializer<Prediction> deserializer =
        InstantiationUtil.clone(new TopicDeserializer<>(CODEC));
    open(serializer);
    open(deserializer);
    Prediction prediction = samples.next(Topics.PREDICTIONS);

    ProducerRecord<byte[], byte[]> written = serializer.serialize(prediction, null, null);

    assertThat(written.topic()).isEqualTo("predictions");
    assertThat(written.key()).isEqualTo(prediction.getRequestId().getBytes(UTF_8));
    assertThat(read(deserializer, written.value()))
        .singleElement()
        .satisfies(value -> assertThat(RecordJson.of(value)).isEqualTo(RecordJson.of(prediction)));
  }

  @Test
  void leavesTombstonesOut() throws Exception {
    TopicDeserializer<Prediction> deserializer = new TopicDeserializer<>(CODEC);
    open(deserializer);

    assertThat(read(deserializer, null)).isEmpty();
  }

  @Test
  void namesThePlaceOfAnUnreadableRecord() throws Exception {
    TopicDeserializer<Prediction> deserializer = new TopicDeserializer<>(CODEC);
    open(deserializer);

    assertThatThrownBy(() -> read(deserializer, new byte[] {1}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("predictions/3@42");
  }

  @Test
  void carriesValuesThroughFlinkAsAvro() throws IOException {
    TypeSerializer<Prediction> serializer =
        CODEC.type().createSerializer(new SerializerConfigImpl());
    Prediction prediction = samples.next(Topics.PREDICTIONS);
    DataOutputSerializer out = new DataOutputSerializer(512);

    serializer.serialize(prediction, out);

    Prediction read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(RecordJson.of(read)).isEqualTo(RecordJson.of(prediction));
  }

  @Test
  void takesTheWayToARealRegistryAlong() throws Exception {
    RegistryAccess access =
        RegistryAccess.open(URI.create("http://registry:8081"))
            .as(RegistryCredentials.basic("me", "secret"));

    TopicCodec<Prediction> arrived =
        InstantiationUtil.clone(new TopicCodec<>(Topics.PREDICTIONS, access));

    assertThat(arrived.registry()).isEqualTo(access);
    assertThat(arrived.topic()).isEqualTo(Topics.PREDICTIONS);
  }

  private static void open(TopicSerializer<Prediction> serializer) {
    SerializationSchema.InitializationContext unused = null;
    serializer.open(unused, null);
  }

  private static void open(TopicDeserializer<Prediction> deserializer) {
    DeserializationSchema.InitializationContext unused = null;
    deserializer.open(unused);
  }

  private static List<Prediction> read(TopicDeserializer<Prediction> deserializer, byte[] value)
      throws IOException {
    List<Prediction> out = new ArrayList<>();
    deserializer.deserialize(
        new ConsumerRecord<>("predictions", 3, 42, null, value),
        new Collector<>() {
          @Override
          public void collect(Prediction prediction) {
            out.add(prediction);
          }

          @Override
          public void close() {}
        });
    return out;
  }
}
