package dev.millrace.drift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.ReferenceProfiles;
import dev.millrace.record.FeatureType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingDataTest {

  private static final ByteBuffer NONSENSE = ByteBuffer.wrap("nonsense".getBytes(UTF_8));

  private final TrainingData data = new TrainingData();
  private final ReferenceProfile ages =
      ReferenceProfiles.of(FeatureType.NUMBER, List.of("1", "2", "3", "4"));

  @Test
  void passesOverWhatCannotBeRead() {
    byte[] bytes = ages.bytes();
    Map<String, ByteBuffer> profiles =
        Map.of(
            "/age", ByteBuffer.wrap(bytes),
            "/torn", ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length / 2)),
            "/tier", NONSENSE,
            "/empty", ByteBuffer.wrap(new byte[0]));

    assertThat(data.read("tickets/3", profiles))
        .hasValueSatisfying(read -> assertThat(read).containsOnlyKeys("/age"));
    assertThat(data.read("tickets/3", profiles))
        .as("bytes are read, not used up")
        .hasValueSatisfying(
            read ->
                assertThat(read)
                    .hasEntrySatisfying(
                        "/age", age -> assertThat(age.bytes()).isEqualTo(ages.bytes())));
  }

  @Test
  void nothingReadableIsNoReference() {
    assertThat(data.read("tickets/3", Map.of("/tier", NONSENSE))).isEmpty();
    assertThat(data.read("tickets/3", Map.of())).isEmpty();
  }
}
