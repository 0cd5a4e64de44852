package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.Received;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReceivedSerializerTest {

  private static final Received WHOLE =
      new Received(
          "inference-requests",
          11,
          1L << 40,
          "schlüssel".getBytes(UTF_8),
          new byte[] {0, -1, 127},
          new String[] {"traceparent", "größe", "traceparent"},
          new byte[][] {{1}, null, {}});

  private final TypeSerializer<Received> serializer =
      new ReceivedType().createSerializer(new SerializerConfigImpl());

  @ParameterizedTest
  @MethodSource("records")
  void readsWhatItWrote(Received record) throws IOException {
    assertThat(read(written(record))).usingRecursiveComparison().isEqualTo(record);
  }

  @ParameterizedTest
  @MethodSource("records")
  void copiesWhatIsWrittenByteByByte(Received record) throws IOException {
    DataOutputSerializer copy = new DataOutputSerializer(64);

    serializer.copy(new DataInputDeserializer(written(record)), copy);

    assertThat(copy.getCopyOfBuffer()).isEqualTo(written(record));
  }

  @Test
  void leavesNothingUnreadBetweenTwoRecords() throws IOException {
    DataOutputSerializer both = new DataOutputSerializer(64);
    serializer.serialize(WHOLE, both);
    serializer.serialize(serializer.createInstance(), both);
    DataInputDeserializer source = new DataInputDeserializer(both.getCopyOfBuffer());

    assertThat(serializer.deserialize(source)).usingRecursiveComparison().isEqualTo(WHOLE);
    assertThat(serializer.deserialize(WHOLE, source))
        .usingRecursiveComparison()
        .isEqualTo(serializer.createInstance());
    assertThat(source.available()).isZero();
  }

  @Test
  void keepsOneTextOfEachThatAllRecordsShare() throws IOException {
    Received first = read(written(WHOLE));
    Received second = read(written(WHOLE));

    assertThat(second.topic()).isSameAs(first.topic());
    assertThat(second.headerNames()[0]).isSameAs(first.headerNames()[0]);
  }

  @Test
  void doesNotCopyWhatNobodyChanges() {
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.copy(WHOLE)).isSameAs(WHOLE);
  }

  @Test
  void isFoundAgainByACheckpoint() throws IOException {
    DataOutputSerializer checkpoint = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(checkpoint, serializer.snapshotConfiguration());

    TypeSerializerSnapshot<Received> found =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(checkpoint.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(found.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(found).isCompatibleAsIs())
        .isTrue();
  }

  private byte[] written(Received record) throws IOException {
    DataOutputSerializer target = new DataOutputSerializer(64);
    serializer.serialize(record, target);
    return target.getCopyOfBuffer();
  }

  private Received read(byte[] bytes) throws IOException {
    return serializer.deserialize(new DataInputDeserializer(bytes));
  }

  private static Stream<Arguments> records() {
    return Stream.of(
        Arguments.argumentSet("with everything", WHOLE),
        Arguments.argumentSet(
            "with nothing", new Received("other", 0, 0, null, null, new String[0], new byte[0][])),
        Arguments.argumentSet(
            "with empty key and value",
            new Received("", 0, 0, new byte[0], new byte[0], new String[0], new byte[0][])));
  }
}
