package dev.millrace.inference;

import dev.millrace.inference.domain.KillSwitches;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.KillKey;
import java.util.Optional;

/**
 * The kill switches in their topic. They are looked up for every request that waits, twice a
 * second, so nothing is done where there are none.
 */
record LiveSwitches(CompactedView<KillSwitch> view) implements KillSwitches {

  @Override
  public Optional<KillSwitch> find(KillScope scope, String name) {
    return view.isEmpty() ? Optional.empty() : view.find(KillKey.of(scope, name));
  }
}
