/**
 * What is delivered beside the jar: the image, and the neighbours that docker-compose
 * starts. No engine runs where the tests do, so they read the files.
 */
@NullMarked
package io.groundwork.deploy;

import org.jspecify.annotations.NullMarked;
