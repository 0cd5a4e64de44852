package dev.millrace.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prompt;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.DirectBinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingBufferTest {

  private static final int HEADER_BYTES = 5;
  private static final int RECORDS = 1_000;
  private static final int RECORDS_OF_A_TOPIC = 200;

  /** Longer than all that a thread keeps room for. */
  private static final int HUGE = 20_000;

  private static final String ASCII = "a z~\u0000\u007f";
  private static final String LATIN = "\u0080\u00bf\u00c0\u00e4\u00f6\u00ff";

  /** Their low bytes are ASCII, Latin-1 or zero; two are halves of a pair. */
  private static final String BEYOND = "\u0141\u20ac\u4e00\u4eff\u0100\uffff\ud83d\ude80";

  private final AvroCodec<InferenceRequest> codec =
      new AvroCodec<>(Topics.INFERENCE_REQUESTS, new InMemorySchemaRegistry());

  static Stream<Arguments> alphabets() {
    return Stream.of(
        argumentSet("ASCII", ASCII),
        argumentSet("Latin-1", LATIN),
        argumentSet("beyond", BEYOND),
        argumentSet("all", ASCII + LATIN + BEYOND));
  }

  @ParameterizedTest
  @MethodSource("alphabets")
  void writesWhatAvroWritesWhereverATextStands(String alphabet) throws IOException {
    long seed = new Random().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    SampleRecords samples = new SampleRecords(random);
    for (int i = 0; i < RECORDS; i++) {
      InferenceRequest request = samples.next(Topics.INFERENCE_REQUESTS);
      request.setRequestId(text(alphabet, random));
      request.setSegment(text(alphabet, random));
      request.getPrompt().setSystem(text(alphabet, random));
      request.getPrompt().setUser(text(alphabet, random));
      request.getPrompt().setLabels(List.of(text(alphabet, random), text(alphabet, random)));
      request.setFeatures(Map.of(text(alphabet, random), text(alphabet, random)));

      byte[] encoded = codec.encode(request);

      assertThat(Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length))
          .as("seed %d, record %d", seed, i)
          .isEqualTo(byAvro(request));
    }
  }

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  <V extends SpecificRecord> void writesRecordsOfEachTopicAsAvroDoes(Topic<V> topic)
      throws IOException {
    long seed = new Random().nextLong();
    SampleRecords samples = new SampleRecords(new SplittableRandom(seed));
    AvroCodec<V> each = new AvroCodec<>(topic, new InMemorySchemaRegistry());
    for (int i = 0; i < RECORDS_OF_A_TOPIC; i++) {
      V record = samples.next(topic);

      byte[] encoded = each.encode(record);

      assertThat(Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length))
          .as("seed %d, record %d", seed, i)
          .isEqualTo(byAvro(record));
    }
  }

  @Test
  void letsRecordsWithoutConversionsWriteThemselves() {
    AtomicInteger written = new AtomicInteger();
    InferenceRequest request =
        new SampleRecords(new SplittableRandom(1)).next(Topics.INFERENCE_REQUESTS);
    request.setPrompt(
        new Prompt(null, "asked", List.of()) {
          @Override
          public void customEncode(Encoder out) throws IOException {
            written.incrementAndGet();
            super.customEncode(out);
          }
        });

    byte[] unused = codec.encode(request);

    assertThat(written).hasValue(1);
  }

  @Test
  void leavesNothingOfARecordThatFailed() throws IOException {
    SampleRecords samples = new SampleRecords(new SplittableRandom(1));
    InferenceRequest broken = samples.next(Topics.INFERENCE_REQUESTS);
    broken.setPrompt(
        new Prompt("system", "asked", List.of()) {
          @Override
          public void customEncode(Encoder out) throws IOException {
            super.customEncode(out);
            throw new IllegalStateException("broken off");
          }
        });
    InferenceRequest next = samples.next(Topics.INFERENCE_REQUESTS);

    assertThatThrownBy(() -> codec.encode(broken)).hasMessageContaining("broken off");
    byte[] encoded = codec.encode(next);

    assertThat(Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length)).isEqualTo(byAvro(next));
  }

  @ParameterizedTest
  @MethodSource("alphabets")
  void givesLongTextsToTheEncoderAsBytes(String alphabet) throws IOException {
    LongTexts texts = new LongTexts();
    for (int i = 0; i < 20; i++) {
      String text = alphabet.repeat(EncodingBuffer.SHORT_TEXT + i);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();

      texts.write(text, new BytesAlone(bytes));

      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null);
      assertThat(decoder.readString()).isEqualTo(text);
      assertThat(decoder.isEnd()).isTrue();
    }
  }

  @Test
  void writesTextsThatNoBufferIsKeptFor() throws IOException {
    InferenceRequest request =
        new SampleRecords(new SplittableRandom(1)).next(Topics.INFERENCE_REQUESTS);
    request.getPrompt().setSystem(LATIN.repeat(HUGE));
    request.getPrompt().setUser(ASCII.repeat(HUGE) + LATIN);

    byte[] encoded = codec.encode(request);

    assertThat(Arrays.copyOfRange(encoded, HEADER_BYTES, encoded.length))
        .isEqualTo(byAvro(request));
  }

  /** By a model of its own, in which no record writes itself. */
  private static <V extends SpecificRecord> byte[] byAvro(V record) throws IOException {
    SpecificData model = new SpecificData();
    SpecificData.getForSchema(record.getSchema())
        .getConversions()
        .forEach(model::addLogicalTypeConversion);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new SpecificDatumWriter<V>(record.getSchema(), model).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  /** ASCII but for some characters of an alphabet, around the length from which it is long. */
  private static String text(String alphabet, SplittableRandom random) {
    int oneOf = random.nextInt(1, 40);
    int length = random.nextInt(3 * EncodingBuffer.SHORT_TEXT);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      boolean odd = random.nextInt(oneOf) == 0;
      text.append(odd ? alphabet.charAt(random.nextInt(alphabet.length())) : 'e');
    }
    return text.toString();
  }

  /** Takes no texts: whoever writes one has to know its bytes. */
  private static final class BytesAlone extends DirectBinaryEncoder {

    private BytesAlone(OutputStream to) {
      super(to);
    }

    @Override
    public void writeString(String text) {
      throw new AssertionError("a text of " + text.length() + " characters came back");
    }
  }
}
