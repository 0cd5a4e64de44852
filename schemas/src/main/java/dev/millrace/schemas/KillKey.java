package dev.millrace.schemas;

import dev.millrace.record.KillScope;
import java.util.Locale;

/** Keys of {@link Topics#KILL_SWITCHES}. */
public final class KillKey {

  private KillKey() {}

  /** Key of the switch of one pipeline, model or tenant. */
  public static String of(KillScope scope, String name) {
    return scope.name().toLowerCase(Locale.ROOT) + "/" + name;
  }
}
