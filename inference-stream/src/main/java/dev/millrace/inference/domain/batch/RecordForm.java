package dev.millrace.inference.domain.batch;

import dev.millrace.inference.domain.ModelInput;

/** In which form the records of a job are written. */
public enum RecordForm {
  /** As the bodies of Converse. */
  CONVERSE,
  /** As the model's own bodies. */
  INVOKE_MODEL;

  /** The form for what a model is given. */
  static RecordForm of(ModelInput input) {
    if (input instanceof ModelInput.Chat) {
      return CONVERSE;
    }
    if (input instanceof ModelInput.Embedding) {
      return INVOKE_MODEL;
    }
    throw new AssertionError(input);
  }
}
