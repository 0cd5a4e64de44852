package dev.millrace.bedrock.model;

import java.util.Locale;

/** Why a model says no more. */
public enum StopReason {
  END_TURN,
  MAX_TOKENS,
  STOP_SEQUENCE,
  GUARDRAIL_INTERVENED;

  /** As Converse spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
