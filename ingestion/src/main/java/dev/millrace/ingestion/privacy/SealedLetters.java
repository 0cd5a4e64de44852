package dev.millrace.ingestion.privacy;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of pipelines that tag personal data: who has the keys can read them.
 *
 * <p><i>Shape</i>: key, value and the values of the headers are encrypted, each bound to its letter
 * and its place in it; everything else, the names of the headers included, stays readable.
 */
public record SealedLetters(Keyring keys) {

  /** One way or the other through a sealed part. */
  @FunctionalInterface
  private interface Passage {

    byte[] through(byte[] bytes, String place);
  }

  /**
   * The letter in clear; one that is not sealed comes back as it is.
   *
   * @throws UnopenableException where its key is not there, or it has been changed
   */
  public DeadLetter open(DeadLetter letter) {
    @Nullable String id = letter.getSealedWith();
    if (id == null) {
      return letter;
    }
    PersonalDataKey key =
        keys.find(id)
            .orElseThrow(() -> UnopenableException.unknownKey("the sealed dead letter", id));
    return passed(letter, (bytes, place) -> opened(key, bytes, place), Optional.empty());
  }

  /** The letter with its content sealed. */
  static DeadLetter sealed(DeadLetter letter, PersonalDataKey key) {
    return passed(letter, key::sealed, Optional.of(key.id()));
  }

  private static byte[] opened(PersonalDataKey key, byte[] bytes, String place) {
    return key.opened(bytes, place)
        .orElseThrow(
            () ->
                new UnopenableException(
                    "the sealed dead letter has been changed, or its key "
                        + key.id()
                        + " is another than then"));
  }

  private static DeadLetter passed(
      DeadLetter letter, Passage passage, Optional<String> sealedWith) {
    String letterAt =
        letter.getTopic() + " " + letter.getPartition() + " " + letter.getOffset() + " ";
    List<RecordHeader> headers = new ArrayList<>();
    for (RecordHeader header : letter.getHeaders()) {
      String place = letterAt + "header " + headers.size();
      headers.add(new RecordHeader(header.getName(), passed(header.getValue(), passage, place)));
    }
    return DeadLetter.newBuilder(letter)
        .setKey(passed(letter.getKey(), passage, letterAt + "key"))
        .setValue(passed(letter.getValue(), passage, letterAt + "value"))
        .setHeaders(headers)
        .setSealedWith(sealedWith.orElse(null))
        .build();
  }

  private static @Nullable ByteBuffer passed(
      @Nullable ByteBuffer part, Passage passage, String place) {
    if (part == null) {
      return null;
    }
    byte[] bytes = new byte[part.remaining()];
    part.duplicate().get(bytes);
    return ByteBuffer.wrap(passage.through(bytes, place));
  }
}
