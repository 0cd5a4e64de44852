package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.TrustedRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealedLettersTest {

  static {
    TrustedRecords.install();
  }

  private final SealedLetters letters = new SealedLetters(Keys.one());
  private final DeadLetter clear = letter(7);
  private final DeadLetter sealed = SealedLetters.sealed(clear, Keys.key("k1", Instant.EPOCH));

  @Test
  void showsNothingOfTheRecordUntilItIsOpened() throws Exception {
    String bytes = new String(sealed.toByteBuffer().array(), UTF_8);

    assertThat(bytes).doesNotContain("secret").contains("from", "raw-events");
    assertThat(sealed.getSealedWith()).isEqualTo("k1");
    assertThat(letters.open(sealed)).isEqualTo(clear);
    assertThat(sealed.getCause()).isEqualTo(clear.getCause());
  }

  @Test
  void leavesALetterInClearAsItIs() {
    assertThat(letters.open(clear)).isSameAs(clear);
  }

  @Test
  void keepsWhatIsNotThereApartFromWhatIsEmpty() {
    DeadLetter bare =
        DeadLetter.newBuilder(clear)
            .setKey(null)
            .setValue(ByteBuffer.allocate(0))
            .setHeaders(List.of(new RecordHeader("none", null)))
            .build();

    DeadLetter opened = letters.open(SealedLetters.sealed(bare, Keys.key("k1", Instant.EPOCH)));

    assertThat(opened).isEqualTo(bare);
  }

  @Test
  void opensNothingThatWasMovedOrChanged() {
    DeadLetter moved = DeadLetter.newBuilder(sealed).setOffset(8).build();
    DeadLetter swapped = DeadLetter.newBuilder(sealed).setKey(sealed.getValue()).build();

    for (DeadLetter wrong : List.of(moved, swapped)) {
      assertThatExceptionOfType(UnopenableException.class)
          .isThrownBy(() -> letters.open(wrong))
          .withMessageContaining("has been changed")
          .withMessageNotContaining("secret");
    }
  }

  @Test
  void saysWhichKeyIsMissing() {
    SealedLetters others = new SealedLetters(Keys.from(Map.of("k2", Instant.EPOCH)));

    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> others.open(sealed))
        .withMessage(
            "the sealed dead letter needs the personal-data key k1, which is not in the file of"
                + " keys");
  }

  @Test
  void opensNothingOfATenantThatWasErasedAndEverythingOfAnother() {
    PersonalDataKey key = Keys.key("k1", Instant.EPOCH);
    DeadLetter acme = DeadLetter.newBuilder(clear).setTenant("acme").build();
    DeadLetter other = DeadLetter.newBuilder(clear).setTenant("other").build();
    DeadLetter sealedAcme = SealedLetters.sealed(acme, key);
    DeadLetter sealedOther = SealedLetters.sealed(other, key);
    SealedLetters less = new SealedLetters(new Keyring(List.of(key.without("acme"))));

    assertThat(letters.open(sealedAcme)).isEqualTo(acme);
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> less.open(sealedAcme))
        .withMessageContaining("the tenant acme was erased");
    assertThat(less.open(sealedOther)).isEqualTo(other);
    assertThat(less.open(sealed)).isEqualTo(clear);
  }

  /** As many headers as a letter is given, and more than it can hold. */
  @ParameterizedTest
  @CsvSource({"139000, 139000", "300000, 0"})
  void fitsIntoTheLargestRecordWhateverItsHeaders(int headers, int kept) throws Exception {
    FailedRecord failed =
        new FailedRecord(
            new RecordOrigin("tickets", 0, 7L),
            Optional.empty(),
            Optional.of(new byte[1]),
            Collections.nCopies(headers, new RecordHeader("h", ByteBuffer.allocate(0))));
    DeadLetter letter = failed.letter(Cause.MALFORMED_JSON, "detail", Instant.EPOCH).build();

    DeadLetter sealed = SealedLetters.sealed(letter, Keys.key("k1", Instant.EPOCH));

    assertThat(sealed.getHeaders()).hasSize(kept);
    assertThat(letters.open(sealed)).isEqualTo(letter);
    assertThat(sealed.toByteBuffer().remaining()).isLessThan(4 << 20);
  }

  private static DeadLetter letter(long offset) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MALFORMED_JSON")
        .setDetail("it is wrong")
        .setTopic("raw-events")
        .setPartition(2)
        .setOffset(offset)
        .setKey(bytes("secret key"))
        .setValue(bytes("secret value"))
        .setHeaders(List.of(new RecordHeader("from", bytes("secret header"))))
        .setFailedAt(Instant.EPOCH)
        .build();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
