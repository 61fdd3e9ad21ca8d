/// Configuration: one YAML file and the environment, bound to one record per verticle.
@NullMarked
package org.sealmesh.launch.config;

import org.jspecify.annotations.NullMarked;
