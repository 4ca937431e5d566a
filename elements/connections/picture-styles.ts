import { css } from 'lit'

export const pictureStyles = css`
  .tile-icon canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    padding: 12%;
    border-radius: inherit;
    background: light-dark(#fff, #e9ecf1);
  }
`
