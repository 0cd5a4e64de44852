package dev.millrace.inference.domain.pack;

import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Sharing.Form;

/**
 * The most that one record adds to a call that it may share: as if it were the only one. The sizes
 * of all records of a shared call sum up to no less than the size of the call.
 *
 * @param inputBytes instructions included
 * @param outputTokens of the longest answer
 */
public record PackedSize(long inputBytes, long outputTokens) {

  /** Of a record that is answered in some form. */
  public static PackedSize of(ModelInput input, Form form) {
    return new PackedSize(
        PackedPrompt.commonBytes(input, form) + PackedPrompt.bytes(input),
        PackedPrompt.mostOutput(input));
  }
}
