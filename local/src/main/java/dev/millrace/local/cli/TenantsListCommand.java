package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.TenantBook;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.json.RecordJson;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the tenants that have limits of their own, or were erased. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the tenants that have limits of their own, or were erased.")
final class TenantsListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  TenantsListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Collection<TenantLimits> all = new TenantBook(data.factory(), InstantSource.system()).limits();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      all.forEach(limits -> array.add(RecordJson.of(limits)));
      output.answer(array);
    } else {
      all.forEach(limits -> output.stream(line(limits)));
      output.stream(
          Counted.of(all.size(), "tenant has", "tenants have")
              + " limits of their own, or were erased");
      output.flush();
    }
    return 0;
  }

  static String line(TenantLimits limits) {
    if (limits.getErasedAt() != null) {
      return "tenant " + limits.getTenant() + ": erased at " + limits.getErasedAt();
    }
    return String.format(
        "tenant %s: events per second %s, bytes per second %s, largest body %s",
        limits.getTenant(),
        shown(limits.getEventsPerSecond()),
        shown(limits.getBytesPerSecond()),
        shown(limits.getMaxBodyBytes()));
  }

  private static String shown(@Nullable Number limit) {
    return limit == null ? "default" : limit.toString();
  }
}
