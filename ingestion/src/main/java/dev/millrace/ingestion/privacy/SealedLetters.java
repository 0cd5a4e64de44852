package dev.millrace.ingestion.privacy;

import dev.millrace.ingestion.domain.EventPrivacy;
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

  /** No tenant has this name. */
  private static final String NOBODY = "";

  /** One way or the other through a sealed part. */
  @FunctionalInterface
  private interface Passage {

    byte[] through(byte[] bytes, String place);
  }

  /**
   * The letter in clear; one that is not sealed comes back as it is.
   *
   * @throws UnopenableException where its key is not there, or its tenant was erased, or it has
   *     been changed
   */
  public DeadLetter open(DeadLetter letter) {
    @Nullable String id = letter.getSealedWith();
    if (id == null) {
      return letter;
    }
    String whose = whose(letter);
    TenantKey key =
        keys.find(id)
            .orElseThrow(() -> UnopenableException.unknownKey("the sealed dead letter", id))
            .of(whose)
            .orElseThrow(() -> UnopenableException.destroyedKey("the sealed dead letter", whose));
    return passed(
        letter,
        (bytes, place) ->
            key.opened(bytes, place)
                .orElseThrow(
                    () ->
                        new UnopenableException(
                            "the sealed dead letter has been changed, or its key "
                                + id
                                + " is another than then")),
        Optional.empty());
  }

  /** The letter with its content sealed; without it where its tenant was erased. */
  static DeadLetter sealed(DeadLetter letter, PersonalDataKey key) {
    return key.of(whose(letter))
        .map(own -> passed(letter, own::sealed, Optional.of(key.id())))
        .orElseGet(() -> EventPrivacy.withoutContent(letter));
  }

  /** A record whose tenant is not known has the keys of nobody, which are never destroyed. */
  private static String whose(DeadLetter letter) {
    @Nullable String tenant = letter.getTenant();
    return tenant == null ? NOBODY : tenant;
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
