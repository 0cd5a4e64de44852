package dev.millrace.ingestion.domain;

import static dev.millrace.ingestion.domain.FailedRecord.MAX_COPY_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Cause;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedRecordTest {

  private static final RecordOrigin ORIGIN = new RecordOrigin("raw-events", 2, 7L);
  private static final int LONGEST_KEY = 768;

  @Test
  void isKeptByteForByte() {
    RecordHeader empty = new RecordHeader("traced", null);
    DeadLetter letter =
        letter(new FailedRecord(ORIGIN, bytes(3), bytes(10), List.of(header(5), empty)));

    assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(new byte[3]));
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(new byte[10]));
    assertThat(letter.getHeaders()).containsExactly(header(5), empty);
    assertThat(letter.getDetail()).isEqualTo("it is none");
    assertThat(letter.getOffset()).isEqualTo(7);
  }

  /** The key counts twice, a header with its name of one byte and 24 around it. */
  @ParameterizedTest
  @CsvSource({"0, , 0", "100, , 200", "0, 0, 25", "0, 1000, 1025", "100, 1000, 1225"})
  void isLeftWhereItStandsWhenItDoesNotFitIntoALetter(
      int key, @Nullable Integer headerBytes, int around) {
    List<RecordHeader> headers = headerBytes == null ? List.of() : List.of(header(headerBytes));
    int most = MAX_COPY_BYTES - around;

    DeadLetter whole = letter(new FailedRecord(ORIGIN, bytes(key), bytes(most), headers));
    DeadLetter place = letter(new FailedRecord(ORIGIN, bytes(key), bytes(most + 1), headers));

    assertThat(whole.getValue()).isNotNull();
    assertThat(whole.getHeaders()).isEqualTo(headers);
    assertThat(place.getValue()).isNull();
    assertThat(place.getKey()).isNull();
    assertThat(place.getHeaders()).isEmpty();
    assertThat(place.getDetail()).startsWith("it is none; it is too large to be copied here");
    assertThat(place.getPartition()).isEqualTo(2);
  }

  @Test
  void aKeyThatIsTooLongForALetterIsLeftOutAlone() {
    assertThat(letter(new FailedRecord(ORIGIN, bytes(LONGEST_KEY), bytes(10), List.of())).getKey())
        .isNotNull();

    DeadLetter letter =
        letter(new FailedRecord(ORIGIN, bytes(LONGEST_KEY + 1), bytes(10), List.of()));

    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNotNull();
  }

  @Test
  void aRecordMayHaveNothingInIt() {
    DeadLetter letter =
        letter(new FailedRecord(ORIGIN, Optional.empty(), Optional.empty(), List.of()));

    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getDetail()).isEqualTo("it is none");
  }

  private static DeadLetter letter(FailedRecord record) {
    return record.letter(Cause.MALFORMED_JSON, "it is none", Instant.EPOCH).build();
  }

  private static RecordHeader header(int bytes) {
    return new RecordHeader("h", ByteBuffer.wrap(new byte[bytes]));
  }

  private static Optional<byte[]> bytes(int length) {
    return Optional.of(new byte[length]);
  }
}
