package org.sealmesh.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.VertxClock;

/// What the compiler cannot say: the zones, where time and chance come from, and the names.
class ArchitectureTest {
  private static final String[] MESH_ZONE = {
    "org.sealmesh.bus..",
    "org.sealmesh.mesh..",
    "org.sealmesh.launch..",
    "org.sealmesh.cluster..",
    "org.sealmesh.relay..",
    "org.sealmesh.signaling..",
    "org.sealmesh.relaynode.."
  };
  private static final String[] ORIGIN_ZONE = {
    "org.sealmesh.origin..",
    "org.sealmesh.crypto..",
    "org.sealmesh.persistence..",
    "org.sealmesh.outbox..",
    "org.sealmesh.privacy..",
    "org.sealmesh.gateway..",
    "org.sealmesh.uplink..",
    "org.sealmesh.node.."
  };
  private static final Set<String> VAGUE =
      Set.of("Util", "Utils", "Helper", "Manager", "Impl", "DTO", "Dto");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.sealmesh");
  }

  @Test
  void theMeshKnowsNothingOfTheOrigin() {
    noClasses()
        .that()
        .resideInAnyPackage(MESH_ZONE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ORIGIN_ZONE)
        .check(classes);
  }

  @Test
  void clustersAloneKnowHazelcast() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.sealmesh.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
        .check(classes);
  }

  @Test
  void verticlesKnowEachOtherByVocabularyOnly() {
    for (String one :
        new String[] {
          "crypto", "persistence", "outbox", "privacy", "gateway", "uplink", "relay", "signaling"
        }) {
      noClasses()
          .that()
          .resideInAPackage("org.sealmesh." + one + "..")
          .should()
          .dependOnClassesThat(
              describe(
                  "belong to another verticle",
                  other ->
                      other
                              .getPackageName()
                              .matches(
                                  "org\\.sealmesh\\.(crypto|persistence|outbox|privacy|gateway|uplink|relay|signaling)(\\..*)?")
                          && !(other.getPackageName() + ".")
                              .startsWith("org.sealmesh." + one + ".")))
          .check(classes);
    }
  }

  @Test
  void pureStateKnowsNoVertx() {
    noClasses()
        .that()
        .resideInAPackage("..state..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(classes);
  }

  @Test
  void timeComesFromTheClock() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(VertxClock.class)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .check(classes);
  }

  @Test
  void chanceComesFromOutside() {
    noClasses()
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .orShould()
        .callMethod(Math.class, "random")
        .check(classes);
  }

  @Test
  void nothingBlocksOrPrintsButTheLauncher() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.sealmesh.launch..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(classes);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses().should(endIn(VAGUE)).check(classes);
  }

  @Test
  void publicMethodsTakeNoBareBooleans() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat(
            describe("are public", c -> c.getModifiers().contains(JavaModifier.PUBLIC)))
        .should(takeNoBoolean())
        .check(classes);
  }

  private static ArchCondition<JavaClass> endIn(Set<String> endings) {
    DescribedPredicate<HasName> vague =
        describe("end in one of " + endings, c -> endings.stream().anyMatch(c.getName()::endsWith));
    return ArchCondition.from(vague.forSubtype());
  }

  private static ArchCondition<JavaMethod> takeNoBoolean() {
    return new ArchCondition<>("take no bare boolean") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean inherited =
            Stream.concat(
                    method.getOwner().getAllRawSuperclasses().stream(),
                    method.getOwner().getAllRawInterfaces().stream())
                .anyMatch(
                    parent -> parent.tryGetMethod(method.getName(), names(method)).isPresent());
        boolean bare =
            method.getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(boolean.class));
        if (bare && !inherited) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName()));
        }
      }

      private String[] names(JavaMethod method) {
        return method.getRawParameterTypes().stream().map(HasName::getName).toArray(String[]::new);
      }
    };
  }
}
