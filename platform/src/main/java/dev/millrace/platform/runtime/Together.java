package dev.millrace.platform.runtime;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several services in one process: as well as the one that is worst, and gone where one is.
 *
 * @param name of the process
 */
public record Together(String name, List<Service> services) implements Service {

  public Together {
    services = List.copyOf(services);
  }

  @Override
  public void start() {
    services.forEach(Service::start);
  }

  @Override
  public Health health() {
    List<Health> all = services.stream().map(Service::health).toList();
    return of(all, Health.Failed.class)
        .or(() -> reasons(all))
        .or(() -> of(all, Health.Starting.class))
        .orElseGet(Health.Running::new);
  }

  @Override
  public void close() {
    try (Parts parts = new Parts(name)) {
      services.forEach(parts::add);
    }
  }

  private static Optional<Health> of(List<Health> all, Class<? extends Health> kind) {
    return all.stream().filter(kind::isInstance).findFirst();
  }

  /** All of them: each is somebody else's trouble. */
  private static Optional<Health> reasons(List<Health> all) {
    String reasons =
        all.stream()
            .flatMap(
                health ->
                    health instanceof Health.Impaired impaired
                        ? Stream.of(impaired.reason())
                        : Stream.<String>empty())
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(new Health.Impaired(reasons));
  }
}
