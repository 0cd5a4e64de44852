package dev.millrace.inference.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.Task;
import dev.millrace.schemas.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** Tells calls apart: those that differ in anything that the model is given differ in theirs. */
final class CallDigest {

  private final MessageDigest digest = Sha256.begin();

  private CallDigest() {}

  /** The digest in hex. */
  static String of(Task task, ModelInput input, Optional<GuardrailId> guardrail) {
    CallDigest made = new CallDigest();
    made.add(task.name());
    if (input instanceof ModelInput.Chat chat) {
      made.add("chat");
      made.add(chat.system());
      made.add(chat.user());
      made.add(String.valueOf(chat.maxTokens()));
      made.add(chat.temperature().toString());
      made.add(chat.correction().map(ModelInput.Correction::answer));
      made.add(chat.correction().map(ModelInput.Correction::objection));
    } else if (input instanceof ModelInput.Embedding embedding) {
      made.add("embedding");
      embedding.texts().forEach(made::add);
    } else {
      throw new AssertionError(input);
    }
    made.add(guardrail.map(GuardrailId::id));
    made.add(guardrail.map(GuardrailId::version));
    return HexFormat.of().formatHex(made.digest.digest());
  }

  private void add(Optional<String> part) {
    digest.update((byte) (part.isPresent() ? 1 : 0));
    part.ifPresent(this::add);
  }

  /** With its length before it, so that no two rows of parts are the same. */
  private void add(String part) {
    byte[] bytes = part.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
